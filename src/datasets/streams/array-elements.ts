import { decode } from "./lines.ts";

const [quote, backslash, comma, lineFeed] = [0x22, 0x5c, 0x2c, 0x0a];
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * The elements of one JSON array that fills the whole file, as texts, without holding the array: many ShareGPT files
 * are one. Only brackets, strings and commas are looked at; whether an element is JSON shows when it is parsed.
 */
export async function* readArrayElements(
  chunks: AsyncIterable<Buffer>,
  path: string,
): AsyncGenerator<{ text: string; line: number; ended: boolean }> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let line = 1;
  let elementLine = 1;
  let begun: Buffer[] = [];
  const finish = (end: Buffer, ended: boolean) => {
    const text = decode(Buffer.concat([...begun, end]), `${path}:${elementLine}`);
    begun = [];
    return { text, line: elementLine, ended };
  };
  for await (const chunk of chunks) {
    let start = 0; // of the part of the element in this chunk
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === lineFeed) line++;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) inString = false;
        continue;
      }
      if (byte === quote) inString = true;
      else if (opening.has(byte)) {
        if (depth === 1) elementLine = line;
        if (depth++ === 0) start = at + 1;
      } else if (closing.has(byte) || (byte === comma && depth === 1)) {
        if (byte !== comma) depth--;
        if (depth > 1 || (depth === 1 && byte !== comma)) continue;
        const element = finish(chunk.subarray(start, at), true);
        if (element.text.trim() !== "") yield element;
        if (depth === 0) return;
        start = at + 1;
      }
    }
    if (depth > 0) begun.push(chunk.subarray(start));
  }
  if (begun.length > 0) yield finish(Buffer.alloc(0), false);
}
