// Where tokens stand in their text. The tokenizer library gives no offsets, so each token's bytes are looked up in the
// text, one after the other.
import { TeachwhyError } from "../../store/index.ts";

const space = 0x20;
const isSpace = (byte: number | undefined) =>
  byte === space || (byte !== undefined && byte >= 9 && byte <= 13);

/**
 * Begin and end of each token in bytes of the text. A token may lack a space that the tokenizer put before the text
 * (SentencePiece's dummy prefix), and white space may be missing between tokens (special tokens that swallow it).
 */
export function placeTokens(text: string, surfaces: readonly Buffer[]): { starts: number[]; ends: number[] } {
  const bytes = Buffer.from(text);
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const surface of surfaces) {
    const found = findToken(bytes, at, surface);
    if (!found) throw notInText(bytes, at, surface);
    starts.push(found.start);
    at = found.start + found.length;
    ends.push(at);
  }
  return { starts, ends };
}

function findToken(
  bytes: Buffer,
  from: number,
  surface: Buffer,
): { start: number; length: number } | undefined {
  for (let start = from; ; start++) {
    if (standsAt(bytes, start, surface)) return { start, length: surface.length };
    if (surface[0] === space) {
      const rest = surface.subarray(1);
      if (standsAt(bytes, start, rest)) return { start, length: rest.length };
    }
    if (!isSpace(bytes[start])) return undefined;
  }
}

function standsAt(bytes: Buffer, at: number, surface: Buffer): boolean {
  if (at + surface.length > bytes.length) return false;
  for (let index = 0; index < surface.length; index++) {
    if (bytes[at + index] !== surface[index]) return false;
  }
  return true;
}

function notInText(bytes: Buffer, at: number, surface: Buffer): TeachwhyError {
  const around = bytes.subarray(Math.max(0, at - 20), at + 20).toString("utf8");
  return new TeachwhyError({
    code: "tokens-not-placed",
    message: `The tokenizer changes the text: its token "${surface}" does not stand where it should, near "${around}".`,
    next: "Which tokens are trained on can only be told for tokenizers that keep the text as it is.",
  });
}

/** GPT-2's alphabet: a printable character for each byte, which byte-level tokenizers write their tokens in. */
const byteOfCharacter = new Map<string, number>();
for (let byte = 0, extra = 256; byte < 256; byte++) {
  const printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  byteOfCharacter.set(String.fromCharCode(printable ? byte : extra++), byte);
}

/** The bytes that a token of a byte-level tokenizer stands for. */
export function byteLevelSurface(token: string): Buffer {
  const bytes = [...token].map((character) => byteOfCharacter.get(character));
  return bytes.some((byte) => byte === undefined) ? Buffer.from(token) : Buffer.from(bytes as number[]);
}

/** The bytes that a token of SentencePiece or WordPiece stands for. */
export function pieceSurface(token: string): Buffer {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token);
  if (byte) return Buffer.from([Number.parseInt(byte[1]!, 16)]);
  return Buffer.from(token.replace(/^##/, "").replaceAll("\u2581", " "));
}
