import type { Message } from "../record.ts";

/**
 * Gives every tool call an id, and every tool's answer the id and the tool's name of the call that it answers: the call
 * with its id, else the first open call of its name, else (it has no name) the first open call. An answer that fits no
 * call stays as it is. Doing it twice changes nothing more.
 */
export function tieCalls(messages: readonly Message[]): Message[] {
  const taken = new Set(messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id)));
  const open: { id: string; name: string }[] = [];
  let made = 0;
  const makeId = () => {
    do made++;
    while (taken.has(`call_${made}`));
    return `call_${made}`;
  };
  return messages.map((message) => {
    if (message.tool_calls) {
      const calls = message.tool_calls.map((call) => ({ ...call, id: call.id ?? makeId() }));
      open.push(...calls.map(({ id, function: { name } }) => ({ id, name })));
      return { ...message, tool_calls: calls };
    }
    if (message.role !== "tool") return message;
    const at = open.findIndex(({ id, name }) =>
      message.tool_call_id === undefined
        ? message.name === undefined || message.name === name
        : message.tool_call_id === id,
    );
    if (at < 0) return message;
    const [{ id, name }] = open.splice(at, 1) as [{ id: string; name: string }];
    return { ...message, tool_call_id: id, name: message.name ?? name };
  });
}
