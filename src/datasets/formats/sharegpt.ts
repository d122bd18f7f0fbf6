import type { Message } from "../record.ts";
import { invalidRecord } from "../streams/invalid-record.ts";
import type { Format, FormatRow, Imported, ImportPlace } from "./format.ts";
import { chatRecord, otherColumns } from "./import-chat.ts";
import { asObject, type ReadContext } from "./read-messages.ts";
import { losses, reasoningLosses, writeMessages } from "./write-messages.ts";

const speakers = { system: "system", user: "human", assistant: "gpt", tool: "observation" } as const;

export const shareGptLosses = {
  ties: "ids of calls, ids and names of answers",
  beside: "text and thoughts beside a tool call",
  empty: "empty lists of tool calls",
} as const;

/**
 * `conversations` of `from` and `value`, with tools as LLaMA-Factory reads them: a turn `function_call` that holds JSON
 * and nothing else, its answer as `observation`, the tools as text.
 */
export const shareGpt: Format = {
  purpose: "ShareGPT, as Axolotl, LLaMA-Factory and Unsloth read it",
  options: ["reasoning"],
  reasoning: ["inline", "leave-out"],
  cannotHold: [
    losses.document,
    losses.id,
    losses.provenance,
    ...reasoningLosses,
    ...Object.values(shareGptLosses),
  ],
  export(record, { reasoning = "inline" } = {}) {
    if (record.kind === "document") return { dropped: [losses.document] };
    const dropped = new Set<string>([losses.id, losses.provenance]);
    const conversations = record.messages.map((message) => {
      const { role, tool_calls: calls = [], tool_call_id, name } = message;
      if (tool_call_id !== undefined || name !== undefined || calls.some(({ id }) => id !== undefined)) {
        dropped.add(shareGptLosses.ties);
      }
      if (calls.length > 0) {
        if (message.content || message.reasoning_content !== undefined) dropped.add(shareGptLosses.beside);
        return { from: "function_call", value: callText(calls) };
      }
      if (message.tool_calls) dropped.add(shareGptLosses.empty);
      const written = writeMessages([message], { reasoning, argumentsAs: "object" });
      for (const loss of written.dropped) dropped.add(loss);
      return { from: speakers[role], value: written.messages[0]!.content };
    });
    return {
      value: { conversations, ...(record.tools && { tools: JSON.stringify(record.tools) }) },
      dropped: [...dropped],
    };
  },
  import(value, place): Imported {
    const context: ReadContext = { where: place.where, dropped: new Set() };
    const turns = value.conversations;
    if (!Array.isArray(turns)) throw invalidRecord(place.where, "its conversations are no list.", undefined);
    const messages = turns.map((turn) => readTurn(asObject(turn, "a turn", context), context, place));
    // Some sets keep the system prompt beside the turns.
    if (typeof value.system === "string" && value.system !== "") {
      messages.unshift({ role: "system", content: value.system });
    }
    const record = chatRecord({ messages, row: value, place, context });
    const known = ["conversations", "system", "tools", "id"];
    return { records: [record], dropped: [...context.dropped, ...otherColumns(value, known)] };
  },
};

function callText(calls: NonNullable<Message["tool_calls"]>): string {
  const called = calls.map(({ function: { name, arguments: values } }) => ({ name, arguments: values }));
  return JSON.stringify(called.length === 1 ? called[0] : called);
}

function readTurn(turn: FormatRow, { dropped, where }: ReadContext, place: ImportPlace): FormatRow {
  const { from, value, ...rest } = turn;
  for (const key of Object.keys(rest)) dropped.add(`"${key}" of turns`);
  if (from !== "function_call") return { role: from, content: value };
  try {
    const calls: unknown = JSON.parse(String(value));
    return { role: "assistant", content: "", tool_calls: [calls].flat() };
  } catch (cause) {
    throw invalidRecord(place.where ?? where, "a function_call that is no JSON.", cause);
  }
}
