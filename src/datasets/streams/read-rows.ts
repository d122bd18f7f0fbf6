import { stat } from "node:fs/promises";
import { TeachwhyError } from "../../store/index.ts";
import { readArrayElements } from "./array-elements.ts";
import { fileKind, notReadable, readBytes } from "./bytes.ts";
import { invalidRecord } from "./invalid-record.ts";
import { readLines } from "./lines.ts";
import { readParquetRows } from "./parquet-rows.ts";
import type { Row } from "./row.ts";
import { listShards } from "./shards.ts";

/**
 * Every row of a file or of a folder of shards, one after the other, in constant memory: JSON lines, or one JSON array,
 * plain or compressed with gzip or zstd; Parquet (a row group at a time). What a file is shows in its first bytes.
 */
export async function* readRows(path: string): AsyncGenerator<Row> {
  const found = await stat(path).catch((error: unknown) => {
    throw notReadable(path, error);
  });
  for (const file of found.isDirectory() ? await listShards(path) : [path]) {
    const kind = await fileKind(file);
    if (kind === "parquet") yield* readParquetRows(file);
    else yield* readJsonRows(readBytes(file, kind), file);
  }
}

async function* readJsonRows(bytes: AsyncGenerator<Buffer>, path: string): AsyncGenerator<Row> {
  const { first, all } = await peek(bytes);
  if (/^(\ufeff)?\s*\[/.test(first.toString("utf8", 0, 1024))) {
    for await (const { text, line, ended } of readArrayElements(all, path))
      yield parse(text, `${path}:${line}`, ended);
    return;
  }
  for await (const { text, number, ended } of readLines(all, path)) {
    if (text.trim() !== "") yield parse(text, `${path}:${number}`, ended);
  }
}

/** The first bytes, and all of them again. */
async function peek(chunks: AsyncGenerator<Buffer>): Promise<{ first: Buffer; all: AsyncGenerator<Buffer> }> {
  const { value, done } = await chunks.next();
  const first = done ? Buffer.alloc(0) : value;
  async function* all() {
    try {
      yield first;
      yield* chunks;
    } finally {
      await chunks.return(undefined); // closes the file where the reader stopped at the first chunk
    }
  }
  return { first, all: all() };
}

function parse(text: string, where: string, ended: boolean): Row {
  try {
    return { value: JSON.parse(text), where };
  } catch (cause) {
    if (ended) throw invalidRecord(where, (cause as Error).message, cause);
    throw new TeachwhyError({
      code: "torn-record",
      message: `${where} is torn: the file ends in the middle of a record.`,
      next: "The file was cut off while it was written or copied. Write it again, or delete this last line.",
      data: { where },
      cause,
    });
  }
}
