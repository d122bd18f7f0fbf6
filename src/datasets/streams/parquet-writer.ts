import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { type ParquetColumns, parquetSchema } from "./parquet-columns.ts";
import type { RowWriter } from "./row.ts";
import type { Sink } from "./sink.ts";

/** A row group is held in memory while it is written and while it is read: enough rows to compress well, no more. */
const rowsInGroup = 10_000;
const charactersInGroup = 2_000_000;

export function openParquetWriter(sink: Sink, columns: ParquetColumns): RowWriter {
  const bytes = new ByteWriter();
  // Without statistics: minima and maxima of texts help no reader of training data.
  const parquet = new ParquetWriter({
    writer: bytes,
    schema: parquetSchema(columns),
    statistics: false,
    createdBy: "teachwhy",
  });
  const names = Object.keys(columns);
  let rows: Record<string, unknown>[] = [];
  let characters = 0;
  const send = async () => {
    await sink.write(Uint8Array.from(bytes.getBytes())); // a copy: the writer uses its buffer again
    bytes.index = 0;
  };
  const writeGroup = async () => {
    if (rows.length === 0) return;
    const columnData = names.map((name) => ({
      name,
      data: rows.map((row) => row[name]),
      offsetIndex: false,
    }));
    await parquet.write({ columnData, rowGroupSize: rows.length });
    rows = [];
    characters = 0;
    await send();
  };
  return {
    async write(row) {
      rows.push(row);
      characters += sizeOf(row);
      if (rows.length >= rowsInGroup || characters >= charactersInGroup) await writeGroup();
    },
    async close() {
      await writeGroup();
      await parquet.finish();
      await send();
      await sink.close();
    },
    discard: () => sink.discard(),
  };
}

/** Roughly the characters in a value; counting exactly would mean to write it. */
function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + sizeOf(item), 0);
  if (typeof value === "object" && value !== null) return sizeOf(Object.values(value));
  return 8;
}
