import { parse } from "node:path";
import { TeachwhyError } from "../store/index.ts";
import { findNorm } from "./find-norm.ts";
import { documentTitle, ownRange } from "./pieces.ts";
import { createPositions } from "./positions.ts";
import { splitBlocks } from "./split-blocks.ts";
import type { Constitution, Passage, Principle, Section } from "./types.ts";
import { whyNothingToTeach } from "./warnings-about.ts";

/** A part of a constitution that is long enough to say something and short enough to stand in a prompt. */
export interface TeachingSection {
  /** The section's id; `id.1`, `id.2`, ... where a long section was split. */
  id: string;
  title: string;
  /** Titles from the top down to this one, without the title of the whole document: `["Honesty", "Bad news"]`. */
  path: string[];
  /** Markdown without the section's own heading and without HTML comments; line ends are `\n`. */
  text: string;
  /** Of its prose, without the headings of what was joined. */
  words: number;
  /** Those that stand in this text. */
  principles: Principle[];
}

/** Shorter prose says too little to be taught alone. */
const minWords = 30;

/**
 * What recipes teach from: every section's own prose in the order of the file, subsections apart. Prose of less
 * than 30 words is joined with a neighbour; prose of more than `maxWords` (1,500) is split between paragraphs into
 * parts of about the same length. Throws a TeachwhyError where there is no prose.
 */
export function sectionsForTeaching(
  constitution: Constitution,
  { maxWords = 1500 }: { maxWords?: number } = {},
): TeachingSection[] {
  const found = ownProse(constitution, maxWords);
  if (found.length === 0) {
    throw new TeachwhyError({
      code: "nothing-to-teach",
      ...whyNothingToTeach(constitution),
      data: { file: constitution.file },
    });
  }
  return joinShort(found).flatMap((one) => parts(one, { constitution, maxWords }));
}

/** The prose under one heading; later, of several that were joined. */
interface Prose {
  id: string;
  title: string;
  path: string[];
  /** Of the Markdown heading, for where it is joined to another's text. */
  level: number;
  words: number;
  blocks: ByteBlock[];
}

interface ByteBlock {
  /** Bytes of the file. */
  start: number;
  end: number;
  gap: string;
  text: string;
  words: number;
}

function ownProse(constitution: Constitution, maxWords: number): Prose[] {
  const { file, text, sections, passages } = constitution;
  const bytes = Buffer.from(text);
  const withProse = new Set(passages.map(({ section }) => section));
  const visit = (section: Section, above: string[]): Prose[] => {
    const title = section.title || parse(file).name;
    const path = [...above, title];
    const below = section === documentTitle(sections) ? [] : path;
    const children = section.children.flatMap((child) => visit(child, below));
    if (!withProse.has(section.id)) return children;
    const range = ownRange(section);
    const own = bytes.subarray(range.start, range.end).toString();
    const { byteAt } = createPositions(own);
    const blocks = splitBlocks(own, maxWords).map((block) => ({
      ...block,
      start: range.start + byteAt(block.start),
      end: range.start + byteAt(block.end),
    }));
    const words = sum(blocks);
    return [{ id: section.id, title, path, level: section.level, words, blocks }, ...children];
  };
  return sections.flatMap((section) => visit(section, []));
}

/** What is too short takes in its successor; where that belongs to another chapter, its predecessor takes it in. */
function joinShort(all: readonly Prose[]): Prose[] {
  const joined: Prose[] = [];
  const joinBack = (): void => {
    const [before, last] = joined.splice(-2);
    joined.push(join(before!, last!));
  };
  for (const one of all) {
    const last = joined.at(-1);
    joined.push(one);
    if (last === undefined || last.words >= minWords) continue;
    const before = joined.at(-3);
    const chapter = last.path.slice(0, -1);
    if (isUnder(one, chapter) || before === undefined || !isUnder(before, chapter)) joinBack();
    else joined.splice(-3, 2, join(before, last));
  }
  if (joined.length > 1 && joined.at(-1)!.words < minWords) joinBack();
  return joined;
}

const isUnder = ({ path }: Prose, chapter: readonly string[]): boolean =>
  chapter.every((title, i) => title === path[i]);

function join(first: Prose, second: Prose): Prose {
  const heading = `${"#".repeat(Math.max(1, second.level))} ${second.title}\n\n`;
  const [block, ...others] = second.blocks;
  const blocks = [...first.blocks, { ...block!, text: heading + block!.text }, ...others];
  const words = first.words + second.words;
  // What introduces its own subsection takes the subsection's name: "Hard cases" is no topic, "The ferry" is.
  if (second.path.length > first.path.length && isUnder(second, first.path))
    return { ...second, words, blocks };
  const title = `${first.title} / ${second.title}`;
  return { ...first, title, path: [...first.path.slice(0, -1), title], words, blocks };
}

function parts(
  prose: Prose,
  { constitution, maxWords }: { constitution: Constitution; maxWords: number },
): TeachingSection[] {
  const groups = fill(prose.blocks, maxWords);
  return groups.map((blocks, i) => {
    const text = blocks.map(({ gap, text }, j) => (j === 0 ? text : gap + text)).join("");
    const part = { start: blocks[0]!.start, end: blocks.at(-1)!.end };
    const split = groups.length > 1;
    const title = split ? `${prose.title} (part ${i + 1} of ${groups.length})` : prose.title;
    return {
      id: split ? `${prose.id}.${i + 1}` : prose.id,
      title,
      path: [...prose.path.slice(0, -1), title],
      text: text.replace(/\r\n?/g, "\n").trim(),
      words: sum(blocks),
      principles: principlesIn(constitution, part),
    };
  });
}

/** As few parts as can be, of about the same length, so that no last one is left with a sentence. */
function fill(blocks: readonly ByteBlock[], maxWords: number): ByteBlock[][] {
  const groups: ByteBlock[][] = [];
  let left = sum(blocks);
  let goal = 0;
  let words = 0;
  for (const block of blocks) {
    const fits = words + block.words <= maxWords && words + block.words / 2 <= goal;
    if (fits && groups.length > 0) {
      groups.at(-1)!.push(block);
      words += block.words;
    } else {
      groups.push([block]);
      goal = left / Math.ceil(left / maxWords);
      words = block.words;
    }
    left -= block.words;
  }
  return groups;
}

/** A passage that was split is read again, so that each part has the norms and reasons of its own sentences. */
function principlesIn(
  { passages, principles }: Constitution,
  part: { start: number; end: number },
): Principle[] {
  const isInside = (one: { start: number; end: number }) => one.start >= part.start && one.end <= part.end;
  return principles.flatMap((principle) => {
    if (principle.end <= part.start || principle.start >= part.end) return [];
    if (isInside(principle)) return [principle];
    const { sentences } = passages.find(({ id }) => id === principle.id)!;
    return cutPrinciple(principle, sentences.filter(isInside));
  });
}

function cutPrinciple(principle: Principle, sentences: Passage["sentences"]): Principle[] {
  const found = findNorm(sentences, { leadIn: undefined });
  if (found === undefined) return [];
  const { start, line } = sentences[0]!;
  const text = sentences.map((sentence) => sentence.text).join(" ");
  return [{ ...principle, ...found, text, start, end: sentences.at(-1)!.end, line }];
}

const sum = (all: readonly { words: number }[]): number => all.reduce((total, { words }) => total + words, 0);
