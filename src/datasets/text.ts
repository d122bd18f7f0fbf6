import type { DataRecord, Message } from "./record.ts";

/** All words of a record in reading order: prompts, thoughts, answers, calls. */
export function recordText(record: DataRecord): string {
  return recordPieces(record).join(" ");
}

/** The pieces of a record that are read without a mark between their words: a document, a thought, one call. */
export function recordPieces(record: DataRecord): string[] {
  return record.kind === "document" ? [record.text] : record.messages.flatMap(messagePieces);
}

function messagePieces({ content, reasoning_content, tool_calls = [] }: Message): string[] {
  const calls = tool_calls.map(({ function: { name, arguments: values } }) =>
    [
      name,
      ...Object.values(values).map((value) => (typeof value === "string" ? value : JSON.stringify(value))),
    ].join(" "),
  );
  return [reasoning_content, content, ...calls].filter((piece): piece is string => Boolean(piece));
}
