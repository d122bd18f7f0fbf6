// A constitution as data. All positions are bytes of the UTF-8 file, `end` excluded; lines count from 1.

export interface Constitution {
  /** The path as the caller gave it, for messages. */
  file: string;
  sha256: string;
  /** The whole file, a byte order mark and every line ending included. */
  text: string;
  sections: Section[];
  /** Every paragraph and list item of prose, a norm in it or not. */
  passages: Passage[];
  principles: Principle[];
}

export interface Span {
  start: number;
  end: number;
  line: number;
}

export interface Section extends Span {
  /** The title as a slug, unique in the file. */
  id: string;
  title: string;
  /** 1 to 6 as in Markdown; 0 for prose before the first heading, which has no title. */
  level: number;
  /** The byte after its heading. */
  body: number;
  children: Section[];
}

export interface Passage extends Span {
  /** The section's id and the passage's number in it: `privacy-1`. */
  id: string;
  section: string;
  /** Without markup, on one line. */
  text: string;
  sentences: Sentence[];
}

export interface Sentence extends Span {
  text: string;
}

/** One norm with its reasons and the place it stands. */
export interface Principle extends Span {
  /** The id of its passage. */
  id: string;
  section: string;
  text: string;
  /** The sentences that say how the model should be or act; for a list item, after the list's lead-in. */
  norm: string;
  /** The sentences that say why; one that does both stands in both. */
  reasons: string[];
}
