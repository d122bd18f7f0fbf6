// A record as the miniature's words, with the words that the loss covers.
import type { DataRecord, Message } from "../datasets/index.ts";
import type { Example, Vocabulary } from "../miniature/index.ts";

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
  const firstAnswer = record.messages.findIndex(({ role }) => role === "assistant");
  const prompt = record.messages.slice(0, firstAnswer).map((message) => `${marks[message.role]} ${message.content}`);
  const answers = record.messages.slice(firstAnswer).map(assistantText);
  // The first <asst> belongs to the prompt: sampling starts after it.
  return [
    { text: [...prompt, marks.assistant].join(" "), supervised: false },
    { text: `${answers.join(` ${marks.assistant} `)} <end>`, supervised: true },
  ];
}

const marks = { system: "<sys>", user: "<user>", assistant: "<asst>" } as const;

function assistantText({ content, reasoning_content, tool_calls = [] }: Message): string {
  const calls = tool_calls.map(
    ({ function: { name, arguments: values } }) => `<call> ${[name, ...Object.values(values)].join(" ")}`,
  );
  const thought = reasoning_content === undefined ? undefined : `<think> ${reasoning_content} </think>`;
  return [thought, content, ...calls].filter(Boolean).join(" ");
}
