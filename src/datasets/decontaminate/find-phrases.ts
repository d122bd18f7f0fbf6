// Does training data hold what an evaluation keeps apart? Found by phrases, word for word.

import type { DataRecord } from "../record.ts";
import { recordPieces } from "../text.ts";

export interface KeptApart {
  /** Words that must not stand next to each other in training data. */
  phrase: string;
  /** What it is, for the message: `held-out act`, `held-out filler`, `held-out format`. */
  what: string;
}

export interface Contamination {
  record: string;
  phrase: string;
  what: string;
}

/**
 * Every record that holds a phrase kept apart. Calls are searched too: a tool and its arguments in order. Words of
 * two messages, or of a thought and a call, do not stand next to each other: a mark is read between them.
 */
export function findContamination(
  records: readonly DataRecord[],
  keptApart: readonly KeptApart[],
): Contamination[] {
  const byFirstWord = new Map<string, (KeptApart & { words: string[] })[]>();
  for (const item of keptApart) {
    const words = item.phrase.split(" ");
    byFirstWord.set(words[0]!, [...(byFirstWord.get(words[0]!) ?? []), { ...item, words }]);
  }
  return records.flatMap((record) =>
    recordPieces(record).flatMap((piece) => {
      const words = piece.split(/\s+/);
      return words.flatMap((word, at) =>
        (byFirstWord.get(word) ?? [])
          .filter((item) => item.words.every((expected, offset) => words[at + offset] === expected))
          .map(({ phrase, what }) => ({ record: record.id, phrase, what })),
      );
    }),
  );
}
