import type { Words } from "../dedupe/read-words.ts";

export interface Excerpt {
  text: string;
  /** Begin and end of each marked part, in UTF-16 units of `text`; in order, none touching the next. */
  marks: [from: number, to: number][];
}

/** Words `from` up to, not including, `to`. */
export interface WordSpan {
  from: number;
  to: number;
}

const contextWords = 8;
const mostWords = 60;

/** The words of the spans with some around them, cut where it gets long; `words` are those of the text. */
export function excerptOf(text: string, words: Words, spans: readonly WordSpan[]): Excerpt {
  const joined = joinSpans(spans);
  const first = Math.max(0, joined[0]!.from - contextWords);
  const last = Math.min(words.count, joined.at(-1)!.to + contextWords, first + mostWords);
  const marked = joined
    .filter(({ from }) => from < last)
    .map(({ from, to }): [number, number] => [words.starts[from]!, words.ends[Math.min(to, last) - 1]!]);
  const from = first === 0 ? 0 : words.starts[first]!;
  const to = last === words.count ? text.length : words.ends[last - 1]!;
  return cutOut(text, { from, to, marked });
}

/** Units `from` to `to` of a text, with dots where something is left out before and after. */
export function cutOut(
  text: string,
  { from, to, marked }: { from: number; to: number; marked: [number, number][] },
): Excerpt {
  const before = from > 0 ? "… " : "";
  const shift = before.length - from;
  return {
    text: `${before}${text.slice(from, to)}${to < text.length ? " …" : ""}`,
    marks: marked.map(([start, end]) => [start + shift, end + shift]),
  };
}

/** In order, with those that touch or overlap made one. */
export function joinSpans(spans: readonly WordSpan[]): WordSpan[] {
  const joined: WordSpan[] = [];
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}
