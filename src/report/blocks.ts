// What a section says, before it is HTML or Markdown: both formats come from the same blocks, so they cannot
// disagree. Strings here are plain text; the writers escape them.
import type { CaseTranscript, Verdict } from "../experiments/index.ts";

export type Tone = "good" | "bad" | "quiet";

export interface Figure {
  text: string;
  /** The exact number behind the text, kept in the HTML for whoever reads it with a program. */
  value?: number;
  /** Small and grey under the figure. */
  small?: string;
  /** Said in full when pointed at. */
  title?: string;
  /** A share in [0, 1] that is drawn as a thin bar: amber for what one wants little of. */
  bar?: { share: number; wanted: boolean };
  tone?: Tone;
}
export type Cell = string | Figure;

export interface Column {
  label: string;
  /** A word of the glossary. */
  term?: string;
  text?: boolean;
}

export interface Table {
  kind: "table";
  caption: string;
  /** How to read it, where the caption is not enough. */
  note?: string;
  columns: Column[];
  /** The first cell names the row. */
  rows: Cell[][];
  /** Shown only when asked for. */
  folded?: boolean;
}

export interface Chart {
  kind: "chart";
  /** The chart's content in words, for those who do not see it. */
  label: string;
  caption: string;
  /** An SVG element as text, `narrow` for a phone's width. */
  draw: (narrow: boolean) => string;
  /** What Markdown shows in its place; without it, the label. */
  table?: Table;
}

/** Ours and others' figures: two blocks side by side, never one table. */
export interface Versus {
  kind: "versus";
  title: string;
  subtitle: string;
  verdict: Verdict;
  /** Then a claim is only a hint. */
  exploratory: boolean;
  ours: Block[];
  published: Block[];
}

/** One entry of the published figures, ready to be read. */
export interface PublishedItem {
  id: string;
  bearing: string;
  headline: string;
  statement: string;
  /** Condition and figure, where the source compares several. */
  figures: [condition: string, figure: string][];
  detail: string;
}

export type Block =
  | { kind: "text"; text: string }
  | { kind: "heading"; text: string }
  | { kind: "notice"; title: string; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "source"; name: string; items: PublishedItem[] }
  | { kind: "terms"; terms: { id: string; word: string; meaning: string }[] }
  | { kind: "transcript"; transcript: CaseTranscript; open: boolean }
  | Table
  | Chart
  | Versus;

export interface Section {
  id: string;
  title: string;
  /** One sentence on what to look for. */
  lead: string;
  blocks: Block[];
}

export const text = (words: string): Block => ({ kind: "text", text: words });
