// A constitution for a terminal and for programs.
import { countWords } from "./count-words.ts";
import { flattenSections } from "./pieces.ts";
import type { Constitution, Principle, Section } from "./types.ts";
import { type Warning, warningsAbout } from "./warnings-about.ts";

/** The tree of sections with lines and counts, then the totals. */
export function formatConstitution(constitution: Constitution): string {
  const { file, sections, principles } = constitution;
  const rows: { title: string; line: string; count: string }[] = [];
  const add = (section: Section, depth: number): void => {
    const own = principles.filter((principle) => principle.section === section.id).length;
    rows.push({
      title: `${"  ".repeat(depth)}${section.title || (section.level === 0 ? "(before the first heading)" : "(no title)")}`,
      line: `line ${section.line}`,
      count: own === 0 ? "" : plural(own, "principle"),
    });
    for (const child of section.children) add(child, depth + 1);
  };
  for (const section of sections) add(section, 0);
  const widest = (key: "title" | "line") => Math.max(0, ...rows.map((row) => row[key].length));
  const [titleWidth, lineWidth] = [widest("title"), widest("line")];
  const lines = rows.map(({ title, line, count }) =>
    `${title.padEnd(titleWidth)}  ${line.padStart(lineWidth)}  ${count}`.trimEnd(),
  );
  const { words, bytes, withReasons } = countsOf(constitution);
  const totals = [
    plural(words, "word"),
    plural(bytes, "byte"),
    plural(flattenSections(sections).length, "section"),
    `${plural(principles.length, "principle")} (${withReasons} with a reason)`,
  ].join(", ");
  const notes = warningsAbout(constitution).map(({ message, next }) => `${message}\n${next}\n`);
  return [`${file}: ${totals}\n`, ...(lines.length > 0 ? [`${lines.join("\n")}\n`] : []), ...notes].join(
    "\n",
  );
}

/** What `constitution show --json` prints: everything but the text itself. */
export interface ConstitutionJson {
  file: string;
  sha256: string;
  words: number;
  bytes: number;
  sections: Section[];
  principles: Principle[];
  /** What to know before teaching from it; empty where all is well. */
  warnings: Warning[];
}

export function constitutionJson(constitution: Constitution): ConstitutionJson {
  const { file, sha256, sections, principles } = constitution;
  const { words, bytes } = countsOf(constitution);
  return { file, sha256, words, bytes, sections, principles, warnings: warningsAbout(constitution) };
}

function countsOf({ text, principles }: Constitution) {
  return {
    words: countWords(text),
    bytes: Buffer.byteLength(text),
    withReasons: principles.filter(({ reasons }) => reasons.length > 0).length,
  };
}

export const plural = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
