import { wordsIn } from "./words.ts";

/** Words in a row that are no chance any more. */
const least = 8;

export interface Recitation {
  /** Words in a row that the text shares with the constitution. */
  words: number;
  quote: string;
}

/** Finds the longest run of at least eight words that a text shares with the constitution. */
export function createRecitationFinder(constitution: string): (text: string) => Recitation | undefined {
  const known = new Set<string>();
  const source = wordsIn(constitution);
  for (let at = 0; at + least <= source.length; at++) known.add(source.slice(at, at + least).join(" "));
  return (text) => {
    const words = wordsIn(text);
    let best = { from: 0, words: 0 };
    let run = 0;
    for (let at = 0; at + least <= words.length; at++) {
      run = known.has(words.slice(at, at + least).join(" ")) ? run + 1 : 0;
      if (run > 0 && run + least - 1 > best.words) best = { from: at - run + 1, words: run + least - 1 };
    }
    if (best.words === 0) return undefined;
    return { words: best.words, quote: words.slice(best.from, best.from + best.words).join(" ") };
  };
}
