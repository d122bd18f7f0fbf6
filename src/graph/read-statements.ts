// What a constitution says of each value, in the miniature's words and with the place of every sentence.
import {
  type Constitution,
  flattenSections,
  type Passage,
  type Section,
  type Sentence,
} from "../constitution/index.ts";
import { nearest, TeachwhyError } from "../store/index.ts";
import { takesSide } from "./takes-side.ts";

/** One sentence about one value. `about`: it stands in the value's section without naming it. */
export interface Statement {
  value: string;
  side: "for" | "against" | "about";
  /** Tokens joined by blanks, lower-case, ending in a stop: `people need privacy .` */
  text: string;
  sentence: Sentence;
  passage: Passage;
}

export interface StatementsOptions {
  constitution: Constitution;
  values: readonly string[];
  /** Every word that the miniature knows, the punctuation included. */
  vocabulary: ReadonlySet<string>;
}

/**
 * Reads the sections whose title names a value, and anywhere else each passage that names a value and is written
 * in the miniature's words alone; all other prose is for people. Throws on a word that the miniature does not know
 * in a value's section.
 */
export function readStatements({ constitution, values, vocabulary }: StatementsOptions): Statement[] {
  const valuesOfSection = assignValues(constitution.sections, values);
  return constitution.passages.flatMap((passage) => {
    const sentences = passage.sentences.map((sentence) => ({ sentence, words: tokenise(sentence.text) }));
    let scope = valuesOfSection.get(passage.section) ?? [];
    if (scope.length > 0) {
      for (const one of sentences) checkWords(one, { constitution, vocabulary });
    } else {
      if (!sentences.every(({ words }) => words.every((word) => vocabulary.has(word)))) return [];
      scope = values.filter((value) => sentences.some(({ words }) => words.includes(value)));
    }
    return sentences.flatMap(({ sentence, words }): Statement[] => {
      const shared = { text: words.join(" "), sentence, passage };
      const named = values.filter((value) => words.includes(value));
      const own = named.filter((value) => scope.includes(value));
      // A sentence of a section is about its value, also where it names others; it is about another only if it
      // names that one alone.
      const about = own.length > 0 ? own : named;
      if (about.length > 0)
        return about.map((value) => ({ ...shared, value, side: takesSide(words, value) }));
      return scope.map((value) => ({ ...shared, value, side: sideOfUnnamed(words, value, scope) }));
    });
  });
}

/** "I protect it." in the section of one value speaks of that value. */
function sideOfUnnamed(words: readonly string[], value: string, scope: readonly string[]): Statement["side"] {
  if (scope.length > 1 || !words.includes("it")) return "about";
  return takesSide(
    words.map((word) => (word === "it" ? value : word)),
    value,
  );
}

const token = /[\p{L}\p{N}]+(?:[-'’][\p{L}\p{N}]+)*|\S/gu;

/** Lower-case words and stops, one token each; a sentence without a stop (a list item) gets one. */
export function tokenise(sentence: string): string[] {
  const words: string[] = sentence.toLowerCase().match(token) ?? [];
  const last = words.at(-1);
  if (last === "!" || last === ";") words[words.length - 1] = ".";
  else if (last !== "." && last !== "?") words.push(".");
  return words;
}

/**
 * A title that names a value opens the value's section, its subsections included unless they name another. A
 * section over sections of other values ("Safety and the rest") is a frame for people and belongs to none.
 */
function assignValues(sections: readonly Section[], values: readonly string[]): Map<string, string[]> {
  const named = (section: Section) => values.filter((value) => tokenise(section.title).includes(value));
  const assigned = new Map<string, string[]>();
  const assign = (section: Section, inherited: string[]): void => {
    const own = named(section);
    const below = flattenSections(section.children).flatMap(named);
    const frame = below.some((value) => !own.includes(value));
    const scope = frame ? [] : own.length > 0 ? own : inherited;
    assigned.set(section.id, scope);
    for (const child of section.children) assign(child, scope);
  };
  for (const section of sections) assign(section, []);
  return assigned;
}

function checkWords(
  { sentence, words }: { sentence: Sentence; words: string[] },
  { constitution, vocabulary }: Pick<StatementsOptions, "constitution" | "vocabulary">,
): void {
  const word = words.find((one) => !vocabulary.has(one));
  if (word === undefined) return;
  const line = lineOf(word, sentence, constitution);
  const suggestion = nearest(
    word,
    [...vocabulary].filter((known) => /^[\p{L}-]+$/u.test(known)),
  );
  throw new TeachwhyError({
    code: "unknown-word",
    message: `${constitution.file}:${line}: the miniature does not know the word "${word}" in "${sentence.text}".`,
    next:
      `${suggestion === undefined ? "Reword the sentence" : `Did you mean "${suggestion}"? If not, reword the sentence`}` +
      "; a section of a value may only use words that the model knows. Prose for people goes into the introduction.",
    data: { file: constitution.file, line, word, nearest: suggestion },
  });
}

/** A sentence may run over lines: the word's own line. */
function lineOf(word: string, { start, end, line }: Sentence, { text }: Constitution): number {
  const source = Buffer.from(text).subarray(start, end).toString().toLowerCase();
  const place = [...source.matchAll(token)].find((found) => found[0] === word)?.index ?? 0;
  const before = source.slice(0, place);
  return line + (before.match(/\r\n?|\n/g)?.length ?? 0);
}
