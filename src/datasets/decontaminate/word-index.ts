// Runs of words that a text shares with any of many others. Found by four words in a row, then stretched both ways.
import { createWords, mix, readWords, type Words } from "../dedupe/read-words.ts";

export interface WordIndex {
  /** Word hashes of all texts, one text after the other, with a gap after each; a gap matches nothing. */
  hashes: Int32Array;
  /** Of each text the place of its first word; at the end, the place after the last text's gap. */
  starts: number[];
  /** Four words in a row to the places where they begin. */
  grams: Map<number, number[]>;
}

/** Words that both texts have in a row: from `record` on in one, from `place` on in the index. */
export interface Run {
  record: number;
  place: number;
  length: number;
}

/** A run begins with this many words. */
export const gramWords = 4;
const gap = 0;
/** Of words that stand in many texts the first places are enough: a run through them is found, in these texts. */
const mostPlaces = 64;

/** The words of a text that lie in the runs of `leftOut` become gaps. */
export function createWordIndex(
  texts: readonly string[],
  leftOut: (words: Words) => readonly Run[] = () => [],
): WordIndex {
  const words = createWords();
  const parts: Int32Array[] = [];
  const starts = [0];
  for (const text of texts) {
    readWords(text, words);
    const part = new Int32Array(words.count + 1); // the last one is a gap
    part.set(words.hashes.subarray(0, words.count));
    for (const { record, length } of leftOut(words)) part.fill(gap, record, record + length);
    parts.push(part);
    starts.push(starts.at(-1)! + part.length);
  }
  const hashes = new Int32Array(starts.at(-1)!);
  parts.forEach((part, at) => {
    hashes.set(part, starts[at]!);
  });
  const grams = new Map<number, number[]>();
  for (let place = 0; place + gramWords <= hashes.length; place++) {
    if (hashes.subarray(place, place + gramWords).includes(gap)) continue;
    const gram = gramOf(hashes, place);
    const places = grams.get(gram);
    if (!places) grams.set(gram, [place]);
    else if (places.length < mostPlaces) places.push(place);
  }
  return { hashes, starts, grams };
}

/** Every run of at least four words, in the order of the record's words. */
export function findRuns({ hashes, grams }: WordIndex, words: Words): Run[] {
  const runs: Run[] = [];
  /** How far along each diagonal (place less record) the record was compared. */
  const comparedTo = new Map<number, number>();
  const same = (record: number, place: number) =>
    record >= 0 && record < words.count && hashes[place] !== gap && hashes[place] === words.hashes[record];
  for (let at = 0; at + gramWords <= words.count; at++) {
    const places = grams.get(gramOf(words.hashes, at));
    if (!places) continue;
    for (const place of places) {
      const diagonal = place - at;
      if ((comparedTo.get(diagonal) ?? 0) > at) continue;
      let [from, to] = [at, at];
      while (same(from - 1, diagonal + from - 1)) from--;
      while (same(to, diagonal + to)) to++;
      comparedTo.set(diagonal, Math.max(to, at + 1));
      if (to - from >= gramWords) runs.push({ record: from, place: from + diagonal, length: to - from });
    }
  }
  return runs;
}

/** The number of the text that a place lies in. */
export function textAt({ starts }: WordIndex, place: number): number {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= place) low = middle;
    else high = middle;
  }
  return low;
}

function gramOf(hashes: Int32Array, at: number): number {
  let gram = 0;
  for (let i = at; i < at + gramWords; i++) gram = Math.imul(gram, 0x9e3779b1) + hashes[i]!;
  return mix(gram);
}
