import type { Excerpt } from "./excerpt.ts";

export interface EvaluationText {
  /** Where it comes from, for the reader: a file, and the place in it. */
  name: string;
  text: string;
  /** A string that marks it; GUIDs that the text itself calls a canary are found without. */
  canary?: string;
}

export interface Overlap {
  /** Id of the record. */
  record: string;
  /** Name of the evaluation text. */
  evaluation: string;
  /** Names of other evaluation texts with which the record shares the same words. */
  alsoIn: string[];
  kind: "canary" | "words" | "reworded";
  /** Words that are shared; for a canary its letters and digits. */
  shared: number;
  /** Both sides with some words around, and what they share marked. */
  recordExcerpt: Excerpt;
  evaluationExcerpt: Excerpt;
}

export interface OverlapOptions {
  /**
   * Texts that training data may quote: the constitution, a system prompt that everyone uses. Where an evaluation has
   * eight words in a row from one of them, these words count as absent from it; so does a shorter evaluation that lies
   * whole in one.
   */
  allow?: readonly string[];
  /** Words in a row that are too many to be chance: 13 by default, 8 at least. */
  ngramWords?: number;
}
