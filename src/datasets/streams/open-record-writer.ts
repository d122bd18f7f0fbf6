import type { DataRecord } from "../record.ts";
import { openRowWriter } from "./open-row-writer.ts";
import type { ParquetColumn, ParquetColumns } from "./parquet-columns.ts";

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

/** Messages as trainers know them, with JSON where every tool has its own shape. */
export const messageColumns: ParquetColumn = {
  list: {
    fields: {
      role: "text",
      content: "text",
      reasoning_content: "text",
      tool_calls: {
        list: {
          fields: { id: "text", type: "text", function: { fields: { name: "text", arguments: "json" } } },
        },
      },
      name: "text",
      tool_call_id: "text",
    },
  },
};

export const recordColumns: ParquetColumns = {
  kind: "text",
  id: "text",
  messages: messageColumns,
  text: "text",
  tools: { list: "json" },
  provenance: "json",
};
