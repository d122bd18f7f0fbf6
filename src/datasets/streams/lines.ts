import { isUtf8 } from "node:buffer";
import { TeachwhyError } from "../../store/index.ts";

export interface Line {
  text: string;
  /** As an editor counts: the first is 1, blank lines count. */
  number: number;
  /** Whether a line end follows. Without one, the last line may have been cut off. */
  ended: boolean;
}

/**
 * Splits bytes at line feeds and nowhere else: node:readline also splits at U+2028, which JSON allows inside strings,
 * and at a lone carriage return. A carriage return before the line feed is white space to JSON.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<Line> {
  let begun: Buffer[] = []; // of the line that runs on into the next chunk
  let number = 0;
  const finish = (end: Buffer, ended: boolean): Line => {
    const bytes = begun.length === 0 ? end : Buffer.concat([...begun, end]);
    begun = [];
    number++;
    return {
      text: decode(number === 1 ? withoutMark(bytes, path) : bytes, `${path}:${number}`),
      number,
      ended,
    };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      yield finish(chunk.subarray(start, end), true);
      start = end + 1;
    }
    if (start < chunk.length) begun.push(chunk.subarray(start));
  }
  if (begun.length > 0) yield finish(Buffer.alloc(0), false);
}

/** Without the byte order mark that some editors put before UTF-8. */
export function withoutMark(bytes: Buffer, path: string): Buffer {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw notUtf8(path, "it is UTF-16, as PowerShell's > writes it");
  }
  return bytes;
}

export function decode(bytes: Buffer, where: string): string {
  if (!isUtf8(bytes)) throw notUtf8(where, "it holds bytes that are none");
  return bytes.toString("utf8");
}

function notUtf8(where: string, why: string): TeachwhyError {
  return new TeachwhyError({
    code: "not-utf8",
    message: `${where} is not UTF-8: ${why}.`,
    next: "Convert the file (iconv -f ENCODING -t UTF-8).",
    data: { where },
  });
}
