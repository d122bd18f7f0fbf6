// Does training data hold an evaluation's text: word for word, reworded, or by its canary?
//
// What counts, on words without case, accents and punctuation:
// - `words`: 13 words in a row that both have, as for GPT-3 (Brown et al., 2020); of an evaluation text of 8 to 12 words
//   the whole; of one of 4 to 7 words only a message or document that says just that. Shorter ones are not looked for.
// - `reworded`: of 24 words in a row of the evaluation (of all, if it has 13 to 23) at least half, and ten at the least,
//   lie in two or more runs of at least four that the record has too, within 48 of its words. So nine in ten passages of
//   30 words are found with every eighth word changed; the same thought in other words is not.
// - `canary`: the letters and digits of a canary string.
import { createWords, readWords } from "../dedupe/read-words.ts";
import type { DataRecord } from "../record.ts";
import { recordPieces, recordText } from "../text.ts";
import { createCanaryMatcher, squeeze } from "./canary.ts";
import { cutOut, type Excerpt, excerptOf } from "./excerpt.ts";
import { createWordMatcher, type Match } from "./match-words.ts";
import type { EvaluationText, Overlap, OverlapOptions } from "./overlap.ts";

export interface OverlapFinder {
  /** Names of the evaluation texts of fewer than four words, which are not looked for. */
  readonly notLookedFor: string[];
  find(record: DataRecord): Overlap[];
}

/** Every overlap of each record, in order. Takes memory for the evaluation texts, not for the records. */
export async function* findOverlaps(
  records: AsyncIterable<DataRecord> | Iterable<DataRecord>,
  evaluations: readonly EvaluationText[],
  options: OverlapOptions = {},
): AsyncGenerator<Overlap> {
  const finder = createOverlapFinder(evaluations, options);
  for await (const record of records) yield* finder.find(record);
}

/** The same, one record at a time. */
export function createOverlapFinder(
  evaluations: readonly EvaluationText[],
  options: OverlapOptions = {},
): OverlapFinder {
  const texts = evaluations.map(({ text }) => text);
  const matcher = createWordMatcher(texts, options);
  const findCanaries = createCanaryMatcher(evaluations);
  const words = createWords();
  const evaluationWords = createWords();
  const named = (record: DataRecord, [first, ...others]: readonly number[]) => ({
    record: record.id,
    evaluation: evaluations[first!]!.name,
    alsoIn: others.map((number) => evaluations[number]!.name),
  });

  /** Of what `words` were read from. */
  const toOverlap = (record: DataRecord, text: string, match: Match): Overlap => {
    const evaluation = texts[match.number]!;
    readWords(evaluation, evaluationWords);
    return {
      ...named(record, [match.number, ...match.others]),
      kind: match.kind,
      shared: match.inText.reduce((sum, { from, to }) => sum + to - from, 0),
      recordExcerpt: excerptOf(text, words, match.inText),
      evaluationExcerpt: excerptOf(evaluation, evaluationWords, match.inEvaluation),
    };
  };

  return {
    notLookedFor: matcher.tooShort.map((number) => evaluations[number]!.name),
    find(record) {
      const text = recordText(record);
      const canaries = findCanaries(text).map(({ canary, numbers }): Overlap => {
        const { text: evaluation, canary: ownCanary } = evaluations[numbers[0]!]!;
        return {
          ...named(record, numbers),
          kind: "canary",
          shared: canary.length,
          recordExcerpt: aroundCanary(text, canary)!,
          evaluationExcerpt: aroundCanary(evaluation, canary) ?? aroundCanary(ownCanary!, canary)!,
        };
      });
      readWords(text, words);
      const inText = matcher.inText(words).map((match) => toOverlap(record, text, match));
      const inPieces = recordPieces(record).flatMap((piece) => {
        readWords(piece, words);
        return matcher.inPiece(words).map((match) => toOverlap(record, piece, match));
      });
      return [...canaries, ...inText, ...inPieces];
    },
  };
}

const aroundCanaryUnits = 60;

function aroundCanary(text: string, canary: string): Excerpt | undefined {
  const { letters, positions } = squeeze(text);
  const at = letters.indexOf(canary);
  if (at < 0) return undefined;
  const [start, end] = [positions[at]!, positions[at + canary.length - 1]! + 1];
  return cutOut(text, {
    from: Math.max(0, start - aroundCanaryUnits),
    to: Math.min(text.length, end + aroundCanaryUnits),
    marked: [[start, end]],
  });
}
