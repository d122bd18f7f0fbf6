// One word, one token. The vocabulary follows from the phrases and the lexicon, so it is the same in all worlds.
import { commonTools, constitutionWords, phrases, specialWords } from "./phrases.ts";
import type { Lexicon } from "./types.ts";

export interface Vocabulary {
  words: readonly string[];
  /** Throws on a word that the miniature does not know. */
  encode(text: string): number[];
  decode(tokens: readonly number[]): string;
  has(word: string): boolean;
  id(word: string): number;
}

export function createVocabulary(lexicon: Lexicon): Vocabulary {
  const forms = Object.values<readonly string[]>(phrases).flat();
  const grammar = [...forms, ...commonTools, "will not"]
    .flatMap((form) => form.split(" "))
    .filter((word) => !/[{}]/.test(word));
  const fillers = [lexicon.assistants, lexicon.goals, lexicon.threats].flatMap(({ train, heldOut }) => [
    ...train,
    ...heldOut,
  ]);
  const content = [
    ...lexicon.verbs,
    ...lexicon.objects.flatMap(({ name, harm, benefit }) => [name, harm, benefit]),
    ...lexicon.values,
    ...fillers,
    ...lexicon.people,
    ...lexicon.jobs,
    ...lexicon.companies,
    ...lexicon.tasks,
    ...lexicon.items,
    ...lexicon.places,
    ...lexicon.unusedTools,
  ];
  return vocabularyOf([
    ...new Set([...specialWords, ...[...grammar, ...constitutionWords, ...content].sort()]),
  ]);
}

/** A vocabulary from its list of words, as a checkpoint stores it. */
export function vocabularyOf(words: readonly string[]): Vocabulary {
  const ids = new Map(words.map((word, id) => [word, id]));
  const id = (word: string) => {
    const found = ids.get(word);
    if (found === undefined) throw new Error(`"${word}" is not a word of the miniature.`);
    return found;
  };
  return {
    words,
    encode: (text) => text.split(" ").filter(Boolean).map(id),
    decode: (tokens) => tokens.map((token) => words[token]).join(" "),
    has: (word) => ids.has(word),
    id,
  };
}
