import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { asyncBufferFromFile, type Compressors, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { TeachwhyError } from "../../store/index.ts";
import { zstd } from "./bytes.ts";
import type { Row } from "./row.ts";

/** Snappy, the usual one, is in hyparquet itself. */
const compressors: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
  ...(zstd.zstdDecompressSync && { ZSTD: zstd.zstdDecompressSync }),
};

/** Marks what stood in a JSON column: its nulls are meant, those of other columns stand for what is absent. */
class JsonCell {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
const parsers = {
  // hyparquet's own decoder drops a byte order mark at the beginning of a text.
  stringFromBytes: (bytes: Uint8Array) => bytes && utf8.decode(bytes),
  jsonFromBytes: (bytes: Uint8Array) => bytes && new JsonCell(JSON.parse(utf8.decode(bytes))),
};

/** The rows of a Parquet file as plain JSON values; a row group at a time is in memory. */
export async function* readParquetRows(path: string): AsyncGenerator<Row> {
  let row = 0;
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await parquetMetadataAsync(file, { parsers });
    for (const group of metadata.row_groups) {
      const rowEnd = row + Number(group.num_rows);
      const rows = await parquetReadObjects({ file, metadata, rowStart: row, rowEnd, compressors, parsers });
      for (const value of rows) yield { value: plain(value), where: `${path}, row ${++row}` };
    }
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof TeachwhyError) throw cause;
    throw new TeachwhyError({
      code: "damaged-file",
      message: `Cannot read ${path} as Parquet, after row ${row}: ${cause.message}`,
      next: /ZSTD/.test(cause.message)
        ? "Use Node 22.15 or newer, or write the file with snappy."
        : "Copy or write the file again.",
      data: { path, row },
      cause,
    });
  }
}

function plain(value: unknown): unknown {
  if (value instanceof JsonCell) return value.value;
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array, plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null && field !== undefined)
      .map(([key, field]) => [key, plain(field)]),
  );
}
