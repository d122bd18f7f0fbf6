// Whole data sets in memory, for the small ones of an experiment; streams/ holds what large ones need.
import type { DataRecord } from "./record.ts";
import { openRecordWriter } from "./streams/open-record-writer.ts";
import { readRecordStream } from "./streams/read-record-stream.ts";

export async function writeRecords(path: string, records: readonly DataRecord[]): Promise<void> {
  const writer = await openRecordWriter(path);
  for (const record of records) await writer.write(record);
  await writer.close();
}

/** Reads and validates every line; an error names the line and what is wrong with it. */
export async function readRecords(path: string): Promise<DataRecord[]> {
  const records: DataRecord[] = [];
  for await (const record of readRecordStream(path)) records.push(record);
  return records;
}
