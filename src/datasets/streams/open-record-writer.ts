import { messageColumns } from "../formats/message-columns.ts";
import type { DataRecord } from "../record.ts";
import { openRowWriter } from "./open-row-writer.ts";
import type { ParquetColumns } from "./parquet-columns.ts";

export interface RecordWriter {
  /** Resolves when the next record may come: wait for it, and memory stays flat. */
  write(record: DataRecord): Promise<void>;
  /** Puts the whole file in its place. */
  close(): Promise<void>;
  /** Leaves no file. */
  discard(): Promise<void>;
}

export interface RecordWriterOptions {
  /** Adds to a plain `.jsonl` file, each record on disk at once; what a kill left of a last line is cut off first. */
  append?: boolean;
}

/**
 * Opens a data set for writing; the name says what it becomes: `.jsonl`, `.jsonl.gz`, `.jsonl.zst`, `.parquet`. The file
 * appears whole at `close`, except with `append`.
 */
export function openRecordWriter(path: string, options: RecordWriterOptions = {}): Promise<RecordWriter> {
  return openRowWriter(path, { ...options, columns: recordColumns });
}

export const recordColumns: ParquetColumns = {
  kind: "text",
  id: "text",
  messages: messageColumns("json"),
  text: "text",
  tools: { list: "json" },
  provenance: "json",
};
