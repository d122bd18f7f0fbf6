// The words of a paragraph without its markup, with every character still at its place in the file.
import type { fromMarkdown } from "mdast-util-from-markdown";

type Root = ReturnType<typeof fromMarkdown>;
/** Any node of the Markdown tree; the parser's own types, so that no second package names them. */
export type MarkdownNode = Root | Root["children"][number];

/** Stands where markup stood. A word joiner: it has no width, and no rule below takes it for a space. */
const hidden = "\u2060";

/**
 * As long as the paragraph's source: words where they stand, one blank for each line ending, and the joiner
 * wherever the source has markup. `base` is where the parsed text starts in the file.
 */
function maskOf(paragraph: MarkdownNode, text: string, base: number): string[] {
  const from = offsets(paragraph, base);
  const mask = new Array<string>(from.end - from.start).fill(hidden);
  const visit = (node: MarkdownNode): void => {
    const { start, end } = offsets(node, base);
    if (node.type === "text" || node.type === "inlineCode") {
      align(text.slice(start, end), node.value, mask, start - from.start);
    } else if (node.type === "break" || node.type === "html") {
      mask[start - from.start] = " ";
    }
    if ("children" in node) node.children.forEach(visit);
  };
  visit(paragraph);
  return mask;
}

/** Walks the source and what it means side by side; what the source has more (escapes, `> `) stays hidden. */
function align(source: string, value: string, mask: string[], at: number): void {
  let j = 0;
  for (let i = 0; i < source.length && j < value.length; i++) {
    if (source[i] === value[j]) {
      mask[at + i] = /\s/.test(value[j]!) ? " " : value[j]!;
      j++;
      continue;
    }
    const entity = source[i] === "&" && /^&(?:#\w+|\w+);/.exec(source.slice(i, i + 40));
    if (entity) {
      const character = String.fromCodePoint(value.codePointAt(j)!);
      mask[at + i] = character;
      i += entity[0].length - 1;
      j += character.length;
    }
  }
}

export interface TextRange {
  /** UTF-16 offsets in the file. */
  start: number;
  end: number;
  text: string;
}

export function sentencesOf(paragraph: MarkdownNode, text: string, base: number): TextRange[] {
  const mask = maskOf(paragraph, text, base);
  const { start } = offsets(paragraph, base);
  const isWord = (i: number) => mask[i] !== hidden && mask[i] !== " ";
  const isMarkup = (i: number) => mask[i] === hidden && !/\s/.test(text[start + i]!);
  const sentences: TextRange[] = [];
  let from = 0;
  for (const to of [...sentenceEnds(mask), mask.length]) {
    let first = from;
    let last = to - 1;
    while (first < to && !isWord(first)) first++;
    while (last >= from && !isWord(last)) last--;
    if (first < to) {
      const words = clean(mask.slice(first, last + 1));
      while (first > from && isMarkup(first - 1)) first--;
      while (last < to - 1 && isMarkup(last + 1)) last++;
      sentences.push({ start: start + first, end: start + last + 1, text: words });
    }
    from = to;
  }
  return sentences;
}

const clean = (mask: string[]): string => mask.join("").replaceAll(hidden, "").replace(/\s+/g, " ").trim();

const abbreviation = /(?:^|[\s(])(?:vs|cf|approx|Dr|Mr|Mrs|Ms|(?!I)\p{Lu}|(?:\p{L}\.)+\p{L})\.$/u;
const sentenceEnd = /[.!?…]+["'”’)\]\u2060]*\s+|[。！？]+[”’」』\u2060]*/gu;

/**
 * After a stop and a blank, also before a small letter, as people write the miniature's sentences. Not
 * `Intl.Segmenter`: it never ends a sentence before a small letter, and its rules change with the ICU version.
 */
function sentenceEnds(mask: string[]): number[] {
  // An entity may stand for two units at one place (`&#x1f600;`): one of them, so that places stay places.
  const line = mask.map((character) => character[0]).join("");
  const ends: number[] = [];
  for (const { 0: stop, index } of line.matchAll(sentenceEnd)) {
    const before = line.slice(Math.max(0, index - 12), index + 1).replaceAll(hidden, "");
    if (!(stop.startsWith(".") && abbreviation.test(before))) ends.push(index + stop.length);
  }
  return ends;
}

/** Where a node stands in the file, in UTF-16 units. */
export function offsets(node: MarkdownNode, base: number): { start: number; end: number } {
  const { start, end } = node.position!;
  return { start: base + start.offset!, end: base + end.offset! };
}
