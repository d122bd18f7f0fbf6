import type { DataRecord, Message } from "../record.ts";
import { asRecord } from "../streams/read-record-stream.ts";
import type { FormatRow, Imported, ImportPlace } from "./format.ts";
import { readLineage } from "./lineage.ts";
import { type ReadContext, readMessages, readTools } from "./read-messages.ts";
import { tieCalls } from "./tie-calls.ts";

/** Fields of a row that are no loss: they say what the record says elsewhere. */
const known = ["messages", "tools", "id", "provenance", "parallel_tool_calls"];

/** The reading half of all formats with `messages`: they differ in what they write, and this reads all of it. */
export function importChat(value: FormatRow, place: ImportPlace): Imported {
  const context: ReadContext = { where: place.where, dropped: new Set() };
  const record = chatRecord({ messages: value.messages, row: value, place, context });
  return { records: [record], dropped: [...context.dropped, ...otherColumns(value, known)] };
}

export interface ChatParts {
  messages: unknown;
  /** Holds tools and lineage. */
  row: FormatRow;
  place: ImportPlace;
  context: ReadContext;
}

export function chatRecord({ messages, row, place, context }: ChatParts): DataRecord {
  const tools = readTools(row.tools, context);
  const value = {
    kind: "chat",
    ...readLineage(row, place),
    messages: nameAnswers(readMessages(messages, context)),
    ...(tools && { tools }),
  };
  return asRecord({ value, where: place.where });
}

/** Formats with ids leave out the tool's name of an answer; some chat templates need it. */
function nameAnswers(messages: Message[]): Message[] {
  const tied = messages.every(
    ({ role, tool_call_id, tool_calls = [] }) =>
      tool_calls.every(({ id }) => id !== undefined) && (role !== "tool" || tool_call_id !== undefined),
  );
  return tied ? tieCalls(messages) : messages;
}

export function otherColumns(value: FormatRow, expected: readonly string[]): string[] {
  return Object.keys(value)
    .filter((key) => !expected.includes(key) && value[key] !== null)
    .map((key) => `column "${key}"`);
}
