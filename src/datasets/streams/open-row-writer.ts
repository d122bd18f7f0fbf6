import { TeachwhyError } from "../../store/index.ts";
import { openAppend } from "./append-lines.ts";
import type { ParquetColumns } from "./parquet-columns.ts";
import { openParquetWriter } from "./parquet-writer.ts";
import type { RowWriter } from "./row.ts";
import { openSink, type Sink } from "./sink.ts";

export interface RowWriterOptions {
  /** The columns of a Parquet file; formats without them are written as JSON lines only. */
  columns?: ParquetColumns | undefined;
  /** Adds to a plain file of JSON lines, each row on disk at once. The file is then not written anew as a whole. */
  append?: boolean;
}

/** Opens a file for rows. Its name says what it becomes: `.jsonl`, `.jsonl.gz`, `.jsonl.zst` or `.parquet`. */
export async function openRowWriter(path: string, options: RowWriterOptions = {}): Promise<RowWriter> {
  const [, ending] = /\.(parquet|(?:jsonl|ndjson|json)(?:\.gz|\.zst)?)$/.exec(path) ?? [];
  const fail = (message: string, next: string) =>
    new TeachwhyError({ code: "unknown-file-type", message, next, data: { path } });
  if (ending === undefined) {
    throw fail(
      `${path}: the name does not say what to write.`,
      "End it in .jsonl, .jsonl.gz, .jsonl.zst or .parquet.",
    );
  }
  if (options.append) {
    if (ending === "parquet" || ending.includes(".")) {
      throw fail(
        `${path}: only plain JSON lines can be added to.`,
        "Write to a .jsonl file and convert it later.",
      );
    }
    return openLineWriter(await openAppend(path), 0);
  }
  if (ending === "parquet") {
    if (options.columns) return openParquetWriter(openSink(path, "none"), options.columns);
    throw fail(`${path}: this format has no Parquet form.`, "Write it to a .jsonl file.");
  }
  const compression = ending.endsWith(".gz") ? "gzip" : ending.endsWith(".zst") ? "zstd" : "none";
  return openLineWriter(openSink(path, compression), 1 << 16);
}

/** One JSON value a line; a few lines are sent together, because each write has its price. */
function openLineWriter(sink: Sink, charactersTogether: number): RowWriter {
  let text = "";
  const send = async () => {
    const bytes = Buffer.from(text);
    text = "";
    if (bytes.length > 0) await sink.write(bytes);
  };
  return {
    async write(row) {
      text += `${jsonLine(row)}\n`;
      if (text.length >= charactersTogether) await send();
    },
    async close() {
      await send();
      await sink.close();
    },
    discard: () => sink.discard(),
  };
}

/**
 * JSON without the characters that some readers take for line ends (Python's splitlines does): they stand escaped,
 * which is the same to every JSON parser.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(/[\u0085\u2028\u2029]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
