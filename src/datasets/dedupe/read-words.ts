// Text to hashed words, as near-duplicates and overlaps compare them: without case, accents, punctuation, layout and
// invisible characters. Scripts that write without spaces give a word for each character.

/** The words of a text, reused from text to text; only the first `count` entries are its. */
export interface Words {
  count: number;
  /** A 32-bit hash of each word's folded characters. */
  hashes: Int32Array;
  /** Where each word begins and ends in the text, in UTF-16 units. */
  starts: Int32Array;
  ends: Int32Array;
}

export function createWords(): Words {
  const room = 256;
  return {
    count: 0,
    hashes: new Int32Array(room),
    starts: new Int32Array(room),
    ends: new Int32Array(room),
  };
}

// What a character counts for: itself folded (a UTF-16 unit or more), or one of these.
const UNKNOWN = 0;
const SEPARATOR = -1;
const IGNORED = -2;
/** Set beside the folded unit where every character is a word of its own. */
const ALONE = 1 << 20;
/** Set beside a mark that belongs to the character before it, as vowels above and below do. */
const MARK = 1 << 21;
/** From here on: a position in `longer`, for what folds to several units. */
const LONGER = 1 << 24;

/** By UTF-16 unit, filled when first met. */
const kinds = new Int32Array(0x10000);
const longer: string[] = [];
/** The same for characters beyond the 16-bit plane, which are rare. */
const kindsBeyond = new Map<number, number>();

const wordCharacter = /[\p{L}\p{N}\p{M}]/u;
/** Combining accents, variation selectors, zero-width and other format characters. */
const ignored = /[\u0300-\u036f\u034f\ufe00-\ufe0f\p{Cf}]/u;
const ignoredAll = new RegExp(ignored.source, "gu");
const withoutSpaces =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Reads a text into `words`, from its start. */
export function readWords(text: string, words: Words): void {
  let { hashes, starts, ends } = words;
  let count = 0;
  let hash = 0x811c9dc5;
  let start = -1;
  let end = 0;
  let closed = false; // the word takes marks only
  const length = text.length;
  for (let at = 0; at <= length; at++) {
    const unit = at < length ? text.charCodeAt(at) : 32;
    let kind = kinds[unit]!;
    let units = 1;
    if (kind === UNKNOWN || (unit & 0xf800) === 0xd800) {
      const point = text.codePointAt(at) ?? 32;
      kind = kindOf(point);
      if (point > 0xffff) units = 2;
    }
    if (kind === IGNORED) {
      at += units - 1;
      continue;
    }
    if (start >= 0 && (kind === SEPARATOR || (kind & ALONE) !== 0 || (closed && (kind & MARK) === 0))) {
      if (count === hashes.length) ({ hashes, starts, ends } = grow(words));
      hashes[count] = mix(hash);
      starts[count] = start;
      ends[count] = end;
      count++;
      hash = 0x811c9dc5;
      start = -1;
    }
    if (kind !== SEPARATOR) {
      if (start < 0) {
        start = at;
        closed = (kind & ALONE) !== 0;
      }
      end = at + units;
      if (kind < LONGER) hash = Math.imul(hash ^ (kind & 0xffff), 0x01000193);
      else
        for (const part of longer[kind & 0xfffff]!) hash = Math.imul(hash ^ part.codePointAt(0)!, 0x01000193);
    }
    at += units - 1;
  }
  words.count = count;
}

/** Spreads what FNV leaves in the low bits over all 32 (the finalizer of MurmurHash3). */
export function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function kindOf(point: number): number {
  const known = point > 0xffff ? kindsBeyond.get(point) : kinds[point];
  if (known) return known;
  const kind = judge(String.fromCodePoint(point));
  if (point > 0xffff) kindsBeyond.set(point, kind);
  else kinds[point] = kind;
  return kind;
}

function judge(character: string): number {
  if (ignored.test(character)) return IGNORED;
  if (!wordCharacter.test(character)) return SEPARATOR;
  // One character at a time, so that positions in the text stay known; accents fall away whether composed or not.
  const folded = character.normalize("NFKD").toLowerCase().replace(ignoredAll, "");
  if (!wordCharacter.test(folded)) return folded === "" ? IGNORED : SEPARATOR;
  const flag = /\p{M}/u.test(character) ? MARK : withoutSpaces.test(character) ? ALONE : 0;
  if (folded.length === 1) return folded.charCodeAt(0) | flag;
  longer.push(folded);
  return LONGER | flag | (longer.length - 1);
}

function grow(words: Words): Words {
  for (const part of ["hashes", "starts", "ends"] as const) {
    const larger = new Int32Array(2 * words[part].length);
    larger.set(words[part]);
    words[part] = larger;
  }
  return words;
}
