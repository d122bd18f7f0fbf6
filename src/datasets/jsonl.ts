// Data sets on disk: one JSON object a line, as every trainer reads them.
import { readFile } from "node:fs/promises";
import { TeachwhyError, writeFileAtomic } from "../store/index.ts";
import { DataRecord } from "./record.ts";

export async function writeRecords(path: string, records: readonly DataRecord[]): Promise<void> {
  await writeFileAtomic(path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

/** Reads and validates every line; an error names the line and what is wrong with it. */
export async function readRecords(path: string): Promise<DataRecord[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : parseLine(line, `${path}:${index + 1}`)));
}

function parseLine(line: string, where: string): DataRecord {
  try {
    return DataRecord.parse(JSON.parse(line));
  } catch (cause) {
    throw new TeachwhyError({
      code: "invalid-record",
      message: `${where} is not a record: ${cause instanceof Error ? cause.message : String(cause)}`,
      next: "Each line must be one JSON object with messages (chat) or text (document). Correct or remove the line.",
      data: { where },
      cause,
    });
  }
}
