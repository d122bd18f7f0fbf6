import { stripVTControlCharacters } from "node:util";
import type { Excerpt } from "./excerpt.ts";
import type { Overlap } from "./overlap.ts";

export interface FormatOverlapOptions {
  /** Columns of the whole, 100 by default. */
  width?: number;
  /** How shared words are marked; in brackets by default. */
  mark?: (words: string) => string;
}

const kinds = {
  canary: "the canary",
  words: "the same words",
  reworded: "almost the same words",
};

/** A record's excerpt on the left, the evaluation's on the right. */
export function formatOverlap(
  { record, evaluation, alsoIn, kind, shared, recordExcerpt, evaluationExcerpt }: Overlap,
  { width = 100, mark = (words) => `[${words}]` }: FormatOverlapOptions = {},
): string {
  const column = Math.floor((width - 3) / 2);
  const left = [...wrap(`record ${record}`, column), "", ...excerptLines(recordExcerpt, column, mark)];
  const right = [...wrap(evaluation, column), "", ...excerptLines(evaluationExcerpt, column, mark)];
  const lines = Array.from({ length: Math.max(left.length, right.length) }, (_, line) => {
    const text = left[line] ?? "";
    const padding = " ".repeat(Math.max(0, column - stripVTControlCharacters(text).length));
    return `${text}${padding} │ ${right[line] ?? ""}`.trimEnd();
  });
  const more = alsoIn.length > 0 ? ` (and in ${alsoIn.length} more evaluation texts)` : "";
  const unit = kind === "canary" ? "characters" : "words";
  return [`${kinds[kind]}: ${shared} ${unit} shared${more}`, ...lines].join("\n");
}

function wrap(text: string, width: number): string[] {
  return excerptLines({ text, marks: [] }, width, (words) => words);
}

/** Lines of at most `width`; words that are longer are cut. Marks end and begin again at a line's end. */
function excerptLines({ text, marks }: Excerpt, width: number, mark: (words: string) => string): string[] {
  const markWidth = stripVTControlCharacters(mark("")).length;
  const lines: { text: string; from: number }[][] = [[]];
  let used = 0;
  let markOpen = false;
  for (const { 0: word, index: from } of text.matchAll(new RegExp(`\\S{1,${width - markWidth}}`, "gu"))) {
    const inMark = marks.some(([start, end]) => from < end && from + word.length > start);
    const needed = () => word.length + 1 + (inMark && !markOpen ? markWidth : 0);
    if (used > 0 && used + needed() > width + 1) {
      lines.push([]);
      used = 0;
      markOpen = false;
    }
    lines.at(-1)!.push({ text: word, from });
    used += needed();
    markOpen = inMark;
  }
  return lines
    .filter((line) => line.length > 0)
    .map((line) => {
      const from = line[0]!.from;
      const last = line.at(-1)!;
      return markLine(text.slice(from, last.from + last.text.length), from, marks, mark);
    });
}

function markLine(
  line: string,
  from: number,
  marks: Excerpt["marks"],
  mark: (words: string) => string,
): string {
  let drawn = "";
  let at = 0;
  for (const [start, end] of marks) {
    const [first, last] = [Math.max(at, start - from), Math.min(line.length, end - from)];
    if (first >= last) continue;
    drawn += line.slice(at, first) + mark(line.slice(first, last));
    at = last;
  }
  return (drawn + line.slice(at)).replace(/\s+/g, " ");
}
