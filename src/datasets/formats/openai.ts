import type { Message } from "../record.ts";
import type { Exported, ExportOptions, Format, FormatRow } from "./format.ts";
import { importChat } from "./import-chat.ts";
import { tieCalls } from "./tie-calls.ts";
import {
  losses,
  reasoningLosses,
  trainedTurns,
  type WrittenMessages,
  writeMessages,
  writeTools,
} from "./write-messages.ts";

export const openAiLosses = {
  orphan: "chats with a tool's answer that answers no call",
  silent: "chats without an assistant turn",
  name: "names of tools that differ from the call's",
} as const;

/** https://platform.openai.com/docs/guides/supervised-fine-tuning: arguments are text, calls and answers have ids. */
export const openAi: Format = {
  purpose: "OpenAI fine-tuning, supervised",
  options: ["reasoning", "trainOn"],
  reasoning: ["leave-out", "inline"],
  cannotHold: [
    losses.document,
    losses.id,
    losses.provenance,
    ...reasoningLosses,
    ...Object.values(openAiLosses),
  ],
  export(record, options = {}): Exported {
    if (record.kind === "document") return { dropped: [losses.document] };
    const refused = refusal(record.messages);
    if (refused) return { dropped: [refused] };
    const trained = trainedTurns(record.messages, options);
    const { messages, dropped } = writeOpenAiMessages(record.messages, options, (message, index) =>
      message.role === "assistant" && trained ? { weight: Number(trained(index)) } : {},
    );
    return {
      value: { messages, ...writeTools(record.tools) },
      dropped: [...dropped, losses.id, losses.provenance],
    };
  },
  import: importChat,
};

/** What the API would refuse, and with it the whole file. */
export function refusal(messages: readonly Message[]): string | undefined {
  if (!messages.some(({ role }) => role === "assistant")) return openAiLosses.silent;
  const answered = tieCalls(messages).filter(({ role }) => role === "tool");
  return answered.some(({ tool_call_id }) => tool_call_id === undefined) ? openAiLosses.orphan : undefined;
}

/** A tool's answer has the call's id, and no name: the call has it. */
export function writeOpenAiMessages(
  messages: readonly Message[],
  { reasoning = "leave-out" }: ExportOptions,
  flag: (message: Message, index: number) => FormatRow = () => ({}),
): WrittenMessages {
  const tied = tieCalls(messages);
  const written = writeMessages(tied, { reasoning, argumentsAs: "text", flag });
  // Without its name an answer gets the name of its call when it is read again; only another one is lost.
  const again = tieCalls(tied.map(({ name: _, ...message }) => message));
  const lost = tied.some(({ name }, index) => name !== again[index]!.name);
  return {
    messages: written.messages.map(({ name: _, ...message }) => message),
    dropped: [...written.dropped, ...(lost ? [openAiLosses.name] : [])],
  };
}
