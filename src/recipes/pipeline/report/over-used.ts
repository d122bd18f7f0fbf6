import { wordsIn } from "./words.ts";

export interface OverUsed {
  text: string;
  /** Of the texts that were looked at. */
  records: number;
}

/** Longest and shortest phrases that are looked for. */
const phraseWords = [6, 5, 4] as const;
const sketchSize = 1 << 22;

/**
 * Phrases of four to six words that stand in at least `least` of the texts, the most frequent first. A shorter phrase
 * is left out where a longer one that holds it is as frequent. Memory does not grow with the texts: a sketch of counts
 * finds what may be frequent, and only that is counted exactly.
 */
export function findPhrases(texts: readonly string[], least: number): OverUsed[] {
  const shortest = phraseWords.at(-1)!;
  const sketch = new Uint16Array(sketchSize);
  for (const text of texts) {
    const own = new Set<number>();
    const words = wordsIn(text);
    for (let at = 0; at + shortest <= words.length; at++) own.add(hash(words, at, shortest));
    for (const one of own) if (sketch[one]! < 65_535) sketch[one]!++;
  }
  const counts = new Map<string, number>();
  for (const text of texts) {
    const words = wordsIn(text);
    const own = new Set<string>();
    for (let at = 0; at + shortest <= words.length; at++) {
      if (sketch[hash(words, at, shortest)]! < least) continue;
      for (const length of phraseWords)
        if (at + length <= words.length) own.add(words.slice(at, at + length).join(" "));
    }
    for (const phrase of own) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  const frequent = [...counts]
    .filter(([, records]) => records >= least)
    .map(([text, records]) => ({ text, records }))
    .sort((a, b) => b.records - a.records || b.text.length - a.text.length);
  const kept: OverUsed[] = [];
  for (const one of frequent) {
    const inLonger = kept.some(
      ({ text, records }) => ` ${text} `.includes(` ${one.text} `) && records >= 0.8 * one.records,
    );
    if (!inLonger) kept.push(one);
  }
  return kept;
}

function hash(words: string[], at: number, length: number): number {
  let value = 0x811c9dc5; // FNV-1a
  for (let index = at; index < at + length; index++) {
    for (let position = 0; position < words[index]!.length; position++) {
      value = Math.imul(value ^ words[index]!.charCodeAt(position), 0x01000193);
    }
    value = Math.imul(value ^ 32, 0x01000193);
  }
  return (value >>> 0) % sketchSize;
}

/** Capitalised in the middle of a sentence, and no names. */
const noNames = new Set(
  "I I'm I'd I'll I've AI OK Mr Mrs Ms Dr Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December English".split(
    " ",
  ),
);

/** Names, that is capitalised words inside a sentence, that stand in at least `least` of the texts. */
export function findNames(texts: readonly string[], least: number): OverUsed[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const own = new Set<string>();
    // After a letter or a comma and a space: not at the beginning of a sentence, a line or a quotation.
    for (const [, name] of text.matchAll(
      /(?<=[\p{L}\p{N},;] )(\p{Lu}\p{Ll}[\p{L}'’-]*(?: \p{Lu}\p{Ll}[\p{L}'’-]*)*)/gu,
    )) {
      if (name !== undefined && !noNames.has(name)) own.add(name);
    }
    for (const name of own) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, records]) => records >= least)
    .map(([text, records]) => ({ text, records }))
    .sort((a, b) => b.records - a.records);
}
