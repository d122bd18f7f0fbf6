// A record as the miniature's words, with the words that the loss covers.
import type { DataRecord, Message } from "../datasets/index.ts";
import type { Example, Vocabulary } from "../miniature/index.ts";
import { TeachwhyError } from "../store/index.ts";

interface Segment {
  text: string;
  supervised: boolean;
}

/** Chats supervise what the assistant says, its stop word included; documents supervise all their words. */
export function renderRecord(record: DataRecord, vocabulary: Vocabulary): Example {
  const tokens: number[] = [];
  const lossWeights: number[] = [];
  for (const { text, supervised } of segments(record)) {
    for (const token of vocabulary.encode(text)) {
      tokens.push(token);
      lossWeights.push(supervised ? 1 : 0);
    }
  }
  // Nothing stands before a record's first word, so nothing can predict it.
  lossWeights[0] = 0;
  return { tokens, lossWeights };
}

function segments(record: DataRecord): Segment[] {
  if (record.kind === "document") return [{ text: `<doc> ${record.text} <end>`, supervised: true }];
  return record.messages.flatMap((message, at): Segment[] => {
    if (message.role === "tool") {
      throw new TeachwhyError({
        code: "no-tool-turns",
        message: `${record.id} holds a tool's answer; the miniature's language has no word for one.`,
        next: "Train it on a real model, or leave the record out.",
        data: { record: record.id },
      });
    }
    if (message.role !== "assistant") {
      return [{ text: `${marks[message.role]} ${message.content}`, supervised: false }];
    }
    const next = record.messages[at + 1]?.role;
    return [
      // Sampling starts after <asst>, so it is given; before a second turn in a row the assistant says it itself.
      { text: marks.assistant, supervised: record.messages[at - 1]?.role === "assistant" },
      { text: `${assistantText(message)}${next === "assistant" ? "" : " <end>"}`, supervised: true },
    ];
  });
}

const marks = { system: "<sys>", user: "<user>", assistant: "<asst>" } as const;

function assistantText({ content, reasoning_content, tool_calls = [] }: Message): string {
  const calls = tool_calls.map(
    ({ function: { name, arguments: values } }) => `<call> ${[name, ...Object.values(values)].join(" ")}`,
  );
  const thought = reasoning_content === undefined ? undefined : `<think> ${reasoning_content} </think>`;
  return [thought, content, ...calls].filter(Boolean).join(" ");
}
