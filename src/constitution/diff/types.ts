import type { Span } from "../types.ts";
import type { WordChange } from "./diff-words.ts";

/** In the order in which they are told. One that was moved or retitled may have changed as well. */
export type What = "added" | "removed" | "moved" | "retitled" | "changed";

/** What stands in one text, in the other, or differently in both. */
export interface Change<T> {
  what: What[];
  before?: T;
  after?: T;
  /** The old and the new words where both are there and differ, else empty. */
  words: WordChange[];
}

export interface SectionPlace extends Span {
  id: string;
  title: string;
  /** Titles from the top down to its own, without the title of the whole document. */
  path: string[];
  /** How many principles stand in its own prose. */
  principles: number;
}

/** A paragraph or list item; a principle where `norm` is there. */
export interface PassagePlace extends Span {
  id: string;
  section: string;
  text: string;
  norm?: string;
  reasons?: string[];
}

export interface ConstitutionDiff {
  before: { file: string; sha256: string };
  after: { file: string; sha256: string };
  /** In the order of the new text, then what was removed. `words` holds what no passage shows: code, tables, markup. */
  sections: Change<SectionPlace>[];
  /**
   * Likewise. Prose that became a principle counts as added, and a principle that is now mere prose as removed; then
   * both sides are there.
   */
  principles: Change<PassagePlace>[];
  /** Paragraphs that are a principle in neither text. */
  prose: Change<PassagePlace>[];
}
