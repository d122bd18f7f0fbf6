// JavaScript counts UTF-16 units, files have bytes: one pass over the text makes every later answer a look-up.

export interface Positions {
  /** The UTF-8 byte at which the character at this UTF-16 offset starts. */
  byteAt(offset: number): number;
  /** The line, from 1; as in CommonMark, LF, CR and CRLF each end one. */
  lineAt(offset: number): number;
}

export function createPositions(text: string): Positions {
  const bytes = new Uint32Array(text.length + 1);
  const lines = new Uint32Array(text.length + 1);
  let byte = 0;
  let line = 1;
  for (let offset = 0; offset < text.length; offset++) {
    bytes[offset] = byte;
    lines[offset] = line;
    const unit = text.charCodeAt(offset);
    const next = text.charCodeAt(offset + 1);
    if (isHigh(unit) && isLow(next)) {
      bytes[++offset] = byte;
      lines[offset] = line;
      byte += 4;
    } else {
      byte += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    }
    if (unit === 0x0a || (unit === 0x0d && next !== 0x0a)) line++;
  }
  bytes[text.length] = byte;
  lines[text.length] = line;
  return { byteAt: (offset) => bytes[offset]!, lineAt: (offset) => lines[offset]! };
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
