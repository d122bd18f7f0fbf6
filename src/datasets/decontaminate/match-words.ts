// Which evaluation texts share so many words with a text that it is no chance.
import { mix, type Words } from "../dedupe/read-words.ts";
import { joinSpans, type WordSpan } from "./excerpt.ts";
import type { OverlapOptions } from "./overlap.ts";
import { createWordIndex, findRuns, gramWords, type Run, textAt, type WordIndex } from "./word-index.ts";

export interface Match {
  /** The evaluation text's number, and those of others that share the same words. */
  number: number;
  others: number[];
  kind: "words" | "reworded";
  /** What is shared, in words of the text and of the evaluation text. */
  inText: WordSpan[];
  inEvaluation: WordSpan[];
}

export interface WordMatcher {
  /** Numbers of the evaluation texts that are too short to be looked for. */
  tooShort: number[];
  inText(words: Words): Match[];
  /** Of a message or a document as a whole. */
  inPiece(words: Words): Match[];
}

/** An evaluation text below this is looked for only as a whole message; below the length of a gram, not at all. */
const shortestInText = 8;
const quotedWords = 8;
/** Of a window of an evaluation's words: its length, and how many of them must be shared, within how many of the text. */
const windowWords = 24;
const leastShared = 10;
const leastShare = 0.5;
const spread = 2;

export function createWordMatcher(
  texts: readonly string[],
  { allow = [], ngramWords = 13 }: OverlapOptions,
): WordMatcher {
  const allowed = createWordIndex(allow);
  const index = createWordIndex(texts, (words) =>
    findRuns(allowed, words).filter(({ length }) => length >= Math.min(quotedWords, words.count)),
  );
  const lengths = texts.map((_, number) => index.starts[number + 1]! - index.starts[number]! - 1);
  const short = indexShortTexts(index, lengths);
  const match = (number: number, kind: Match["kind"], runs: readonly Run[]): Match => ({
    number,
    others: [],
    kind,
    inText: joinSpans(runs.map(({ record, length }) => ({ from: record, to: record + length }))),
    inEvaluation: joinSpans(
      runs.map(({ place, length }) => {
        const from = place - index.starts[number]!;
        return { from, to: from + length };
      }),
    ),
  });

  return {
    tooShort: [...lengths.keys()].filter((number) => lengths[number]! < gramWords),
    inText(words) {
      const byText = new Map<number, Run[]>();
      for (const run of findRuns(index, words)) {
        const number = textAt(index, run.place);
        const runs = byText.get(number);
        if (runs) runs.push(run);
        else byText.set(number, [run]);
      }
      const matches: Match[] = [];
      for (const [number, runs] of byText) {
        const length = lengths[number]!;
        if (length < shortestInText) continue;
        const long = runs.filter((run) => run.length >= Math.min(ngramWords, length));
        if (long.length > 0) matches.push(match(number, "words", long));
        else {
          const reworded = findReworded(runs, length);
          if (reworded.length > 0) matches.push(match(number, "reworded", reworded));
        }
      }
      return together(matches);
    },
    inPiece(words) {
      const numbers =
        words.count < shortestInText ? short.get(wholeKey(words.hashes.subarray(0, words.count))) : [];
      const runs = (number: number) => [{ record: 0, place: index.starts[number]!, length: words.count }];
      return together((numbers ?? []).map((number) => match(number, "words", runs(number))));
    },
  };
}

/**
 * The runs in which a text repeats the most words of one window of an evaluation text, if they are enough; none
 * otherwise. Windows are tried from the beginning of each run.
 */
function findReworded(runs: readonly Run[], length: number): Run[] {
  const window = Math.min(windowWords, length);
  const least = Math.max(leastShared, Math.ceil(leastShare * window));
  let best: Run[] = [];
  let mostShared = least - 1;
  for (const { record: begin } of runs) {
    const near = runs.filter(({ record }) => record >= begin && record < begin + spread * window);
    if (near.reduce((sum, run) => sum + run.length, 0) <= mostShared) continue;
    for (const { place } of near) {
      const inside = near.filter((run) => run.place >= place && run.place < place + window);
      const spans = joinSpans(
        inside.map((run) => ({ from: run.place, to: Math.min(run.place + run.length, place + window) })),
      );
      const shared = spans.reduce((sum, { from, to }) => sum + to - from, 0);
      if (spans.length < 2 || shared <= mostShared) continue; // one run alone is a matter of its length
      mostShared = shared;
      best = inside;
    }
  }
  return best;
}

/** Matches of the same kind in the same words are one: a system prompt may stand in a hundred evaluation files. */
function together(matches: readonly Match[]): Match[] {
  const byWords = new Map<string, Match>();
  for (const match of matches) {
    const key = `${match.kind} ${JSON.stringify(match.inText)}`;
    const first = byWords.get(key);
    if (first) first.others.push(match.number);
    else byWords.set(key, match);
  }
  return [...byWords.values()];
}

function indexShortTexts({ hashes, starts }: WordIndex, lengths: readonly number[]): Map<number, number[]> {
  const short = new Map<number, number[]>();
  lengths.forEach((length, number) => {
    const text = hashes.subarray(starts[number]!, starts[number]! + length);
    if (length < gramWords || length >= shortestInText || text.includes(0)) return;
    const key = wholeKey(text);
    short.set(key, [...(short.get(key) ?? []), number]);
  });
  return short;
}

function wholeKey(hashes: Int32Array): number {
  return hashes.reduce((key, hash) => mix(Math.imul(key, 0x9e3779b1) + hash), hashes.length);
}
