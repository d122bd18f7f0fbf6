import { createHash } from "node:crypto";
import { fromMarkdown } from "mdast-util-from-markdown";
import { findNorm, statesNorm } from "./find-norm.ts";
import { type MarkdownNode, offsets, sentencesOf } from "./plain-text.ts";
import { createPositions, type Positions } from "./positions.ts";
import type { Constitution, Passage, Section, Span } from "./types.ts";

/** A byte order mark, then YAML front matter, which Markdown itself would read as a rule and a heading. */
const prefix =
  /^\uFEFF?(?:---[ \t]*(?:\r\n?|\n)(?=[ \t]*[\w"'-]+[ \t]*:)[\s\S]*?[\r\n]---[ \t]*(?:\r\n?|\n|$))?/;

/**
 * Any Markdown as sections, passages and principles (CommonMark; a heading inside a quote or a list opens no
 * section). Never fails: text without a heading is one section of level 0, text without prose has no principles.
 */
export function parseConstitution(text: string, { file }: { file: string }): Constitution {
  const base = prefix.exec(text)![0].length;
  const positions = createPositions(text);
  const blocks = fromMarkdown(text.slice(base)).children;
  const outline = createOutline(text, positions);
  const constitution: Constitution = {
    file,
    sha256: createHash("sha256").update(text, "utf8").digest("hex"),
    text,
    sections: outline.sections,
    passages: [],
    principles: [],
  };
  const numbers = new Map<string, number>();
  /** Of the block at the top level that is being read: prose before any heading starts with its list's marker. */
  let blockStart = 0;

  function addPassage(node: MarkdownNode, leadIn: string | undefined): void {
    const range = offsets(node, base);
    const sentences = sentencesOf(node, text, base).map((one) => ({
      ...span(positions, one),
      text: one.text,
    }));
    if (sentences.length === 0 || isTable(text.slice(range.start, range.end))) return;
    const section = outline.current(blockStart).id;
    const number = (numbers.get(section) ?? 0) + 1;
    numbers.set(section, number);
    const passage: Passage = {
      id: `${section}-${number}`,
      section,
      ...span(positions, range),
      text: sentences.map((sentence) => sentence.text).join(" "),
      sentences,
    };
    constitution.passages.push(passage);
    const found = findNorm(sentences, { leadIn });
    if (!found) return;
    const { id, start, end, line } = passage;
    constitution.principles.push({ id, section, text: passage.text, ...found, start, end, line });
  }

  function walk(nodes: readonly MarkdownNode[], depth: number, leadIn?: string): void {
    nodes.forEach((node, i) => {
      if (depth === 0) blockStart = offsets(node, base).start;
      if (node.type === "heading" && depth === 0) {
        const title = sentencesOf(node, text, base).map((sentence) => sentence.text);
        outline.open(title.join(" "), node.depth, offsets(node, base));
      } else if (node.type === "paragraph") {
        if (!node.children.every(isLink)) addPassage(node, leadIn);
      } else if (node.type === "list") {
        walk(node.children, depth + 1, leadInOf(nodes[i - 1], text, base) ?? leadIn);
      } else if (node.type === "listItem") {
        walk(node.children, depth + 1, leadIn);
      } else if (node.type === "blockquote") {
        walk(node.children, depth + 1);
      }
    });
  }

  walk(blocks, 0);
  outline.close();
  return constitution;
}

/** Collects headings into a tree; a section runs from its heading's line to the next one of its rank. */
function createOutline(text: string, positions: Positions) {
  const sections: Section[] = [];
  const path: Section[] = [];
  const ids = new Set<string>();
  const closeTo = (level: number, end: number): void => {
    while (path.length > 0 && path.at(-1)!.level >= level) path.pop()!.end = end;
  };
  const open = (title: string, level: number, heading: { start: number; end: number }): Section => {
    const { start, end: body, line } = span(positions, heading);
    closeTo(path[0]?.level === 0 ? 0 : level, start);
    const id = uniqueSlug(title || "preamble", ids);
    const section: Section = { id, title, level, start, end: start, line, body, children: [] };
    (path.at(-1)?.children ?? sections).push(section);
    path.push(section);
    return section;
  };
  return {
    sections,
    open,
    /** The section of prose at this offset; opens one without a title where no heading came before. */
    current: (offset: number): Section => path.at(-1) ?? open("", 0, { start: offset, end: offset }),
    close: (): void => closeTo(0, positions.byteAt(text.length)),
  };
}

function uniqueSlug(title: string, taken: Set<string>): string {
  const slug =
    title
      .toLowerCase()
      .replace(/[’']/g, "")
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "") || "section";
  let id = slug;
  for (let n = 2; taken.has(id); n++) id = `${slug}-${n}`;
  taken.add(id);
  return id;
}

function span(positions: Positions, { start, end }: { start: number; end: number }): Span {
  return { start: positions.byteAt(start), end: positions.byteAt(end), line: positions.lineAt(start) };
}

/** Prose has words of its own; a table of contents is links alone. */
const isLink = (node: MarkdownNode): boolean =>
  node.type === "link" ||
  node.type === "break" ||
  (node.type === "text" && !/[\p{L}\p{N}]/u.test(node.value));

/** CommonMark reads a table as a paragraph. */
function isTable(source: string): boolean {
  const [, ...rows] = source.split(/\r\n?|\n/);
  return rows.some((row) => row.includes("-") && row.includes("|") && /^[\s>|:-]+$/.test(row));
}

/** The norm that a list completes: "The model should never:". */
function leadInOf(node: MarkdownNode | undefined, text: string, base: number): string | undefined {
  if (node?.type !== "paragraph") return undefined;
  const last = sentencesOf(node, text, base).at(-1)?.text ?? "";
  return last.endsWith(":") && statesNorm(last) ? last : undefined;
}
