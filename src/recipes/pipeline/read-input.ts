// Records of `--input FILE`, read as they are needed: a source is a plain iterable.
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { DataRecord, Message, Tool } from "../../datasets/index.ts";
import { hashFile, TeachwhyError } from "../../store/index.ts";
import type { RecordDraft } from "./types.ts";

/**
 * Checks that the file is there and begins with a record. Lines are records of teachwhy or `{messages, tools?}`. Of a
 * folder that `generate` made its records are read, as `teachwhy data` does.
 */
export async function openInput(input: string): Promise<{ sha256: string; records: Iterable<RecordDraft> }> {
  const isFolder = statSync(input, { throwIfNoEntry: false })?.isDirectory();
  const path = isFolder ? join(input, "records.jsonl") : input;
  const sha256 = await hashFile(path).catch((cause: Error) => {
    throw new TeachwhyError({
      code: "not-readable",
      message: `Cannot read the input ${path}: ${cause.message}.`,
      next: "Name a JSONL file of records, as `teachwhy data import` writes it from other formats.",
      cause,
    });
  });
  const records = { [Symbol.iterator]: () => readDrafts(path) };
  if (records[Symbol.iterator]().next().done) {
    throw new TeachwhyError({
      code: "empty-input",
      message: `The input ${path} holds no records.`,
      next: "Name a JSONL file with one record a line.",
    });
  }
  return { sha256, records };
}

function* readDrafts(path: string): Generator<RecordDraft> {
  let number = 0;
  for (const line of lines(path)) {
    number++;
    if (line.trim() !== "") yield toDraft(line, `${path}:${number}`, String(number));
  }
}

function* lines(path: string): Generator<string> {
  const file = openSync(path, "r");
  try {
    const chunk = Buffer.alloc(1 << 18);
    let rest = Buffer.alloc(0);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
      let start = 0;
      for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
        yield rest.subarray(start, end).toString("utf8");
        start = end + 1;
      }
      rest = rest.subarray(start);
    }
    yield rest.toString("utf8");
  } finally {
    closeSync(file);
  }
}

function toDraft(line: string, where: string, number: string): RecordDraft {
  const value = parse(line, where);
  const record = DataRecord.safeParse(value);
  if (record.success) {
    const { id, provenance, ...content } = record.data;
    const { sections = [], variant, domain } = provenance;
    return {
      ...content,
      sections,
      ...(variant === undefined ? {} : { variant }),
      ...(domain === undefined ? {} : { domain }),
      parents: [id],
    } as RecordDraft;
  }
  const { messages, tools, text } = (value ?? {}) as Record<string, unknown>;
  const chat = Message.array().min(1).safeParse(messages);
  if (chat.success) {
    const known = Tool.array().safeParse(tools);
    return {
      kind: "chat",
      messages: chat.data,
      ...(known.success ? { tools: known.data } : {}),
      sections: [],
      parents: [number],
    };
  }
  if (typeof text === "string" && text !== "")
    return { kind: "document", text, sections: [], parents: [number] };
  throw new TeachwhyError({
    code: "invalid-record",
    message: `${where} is no record: it has neither messages as teachwhy has them nor a text.`,
    next: "Make records of other formats with `teachwhy data import`, and give that file.",
    data: { where },
  });
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new TeachwhyError({
      code: "invalid-record",
      message: `${where} is not JSON.`,
      next: "Each line must be one JSON object. Correct or remove the line.",
      data: { where },
      cause,
    });
  }
}
