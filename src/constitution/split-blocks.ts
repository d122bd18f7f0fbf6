import { fromMarkdown } from "mdast-util-from-markdown";
import { countWords, singleWords } from "./count-words.ts";
import { type MarkdownNode, offsets, sentencesOf } from "./plain-text.ts";

/** A stretch of Markdown that stays whole. */
export interface Block {
  /** UTF-16 offsets in what was split. */
  start: number;
  end: number;
  /** What stands between it and the block before it. */
  gap: string;
  text: string;
  words: number;
}

/**
 * Markdown as blocks of at most `maxWords`: whole paragraphs, lists and code where they fit, else items, else
 * sentences or lines, and words where a sentence does not end. HTML comments are left out, as no reader sees them.
 */
export function splitBlocks(markdown: string, maxWords: number): Block[] {
  const blocks: Block[] = [];
  for (const node of fromMarkdown(markdown).children) {
    if (node.type === "html" && /^(?:\s*<!--[\s\S]*?-->)+\s*$/.test(node.value)) continue;
    for (const [i, { start, end }] of split(node, markdown, maxWords).entries()) {
      const text = markdown.slice(start, end);
      // Between blocks there may have been a comment; between the parts of one there is only blank.
      const gap = i === 0 ? "\n\n" : markdown.slice(blocks.at(-1)!.end, start);
      blocks.push({ start, end, gap, text, words: countWords(text) });
    }
  }
  return blocks;
}

interface Range {
  start: number;
  end: number;
}

function split(node: MarkdownNode, markdown: string, maxWords: number): Range[] {
  const range = offsets(node, 0);
  if (fits(range, markdown, maxWords)) return [range];
  if (node.type === "list" || node.type === "listItem" || node.type === "blockquote") {
    return node.children.flatMap((child) => split(child, markdown, maxWords));
  }
  const parts =
    node.type === "paragraph" ? sentencesOf(node, markdown, 0) : matches(/[^\r\n]+/g, range, markdown);
  return parts.flatMap((part) =>
    fits(part, markdown, maxWords) ? [part] : matches(singleWords, part, markdown),
  );
}

const matches = (pattern: RegExp, { start, end }: Range, markdown: string): Range[] =>
  [...markdown.slice(start, end).matchAll(pattern)].map(({ 0: match, index }) => ({
    start: start + index,
    end: start + index + match.length,
  }));

const fits = ({ start, end }: Range, markdown: string, maxWords: number): boolean =>
  countWords(markdown.slice(start, end)) <= maxWords;
