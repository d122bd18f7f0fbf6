import { z } from "zod";
import { DataRecord } from "../record.ts";
import { invalidRecord } from "./invalid-record.ts";
import { readRows } from "./read-rows.ts";
import type { Row } from "./row.ts";

/**
 * The records of a data set, one after the other, each checked: a file or a folder of shards; JSONL (plain, gzip, zstd
 * where the runtime has it) or Parquet. Memory does not grow with the number of records. Throws at the first line that
 * is no record, and names it.
 */
export async function* readRecordStream(path: string): AsyncGenerator<DataRecord> {
  for await (const row of readRows(path)) yield asRecord(row);
}

export function asRecord({ value, where }: Row): DataRecord {
  const result = DataRecord.safeParse(value);
  if (result.success) return result.data;
  throw invalidRecord(where, z.prettifyError(result.error).replaceAll("\n", " "), result.error);
}
