// A difference for a terminal: section by section, words taken out and put in.
import { plural } from "../format-constitution.ts";
import type { WordChange } from "./diff-words.ts";
import type { Change, ConstitutionDiff, PassagePlace, SectionPlace, What } from "./types.ts";

/** How words that went and came are marked. */
export interface DiffMarks {
  removed: (text: string) => string;
  added: (text: string) => string;
  heading: (text: string) => string;
}

/** For files and pipes, as `git diff --word-diff` does it. */
const plain: DiffMarks = {
  removed: (text) => `[-${text}-]`,
  added: (text) => `{+${text}+}`,
  heading: (text) => text,
};

/** Totals, then every section that differs with its principles and other prose. */
export function formatDiff(diff: ConstitutionDiff, marks: DiffMarks = plain): string {
  const { before, after, sections, principles, prose } = diff;
  const title = `${before.file} -> ${after.file}`;
  if (sections.length + principles.length + prose.length === 0) {
    const alike =
      before.sha256 === after.sha256 ? "the same file" : "the same words, wrapped or framed differently";
    return `${title}: no difference (${alike})\n`;
  }
  const totals = [
    `${title}`,
    `sections:   ${countsOf(sections)}`,
    `principles: ${countsOf(principles)}`,
    ...(prose.length > 0 ? [`other prose: ${countsOf(prose)}`] : []),
  ].join("\n");
  return `${[totals, ...groupsOf(diff).map((group) => formatGroup(group, marks))].join("\n\n")}\n`;
}

function countsOf(changes: readonly { what: What[] }[]): string {
  const kinds: What[] = ["added", "removed", "moved", "retitled", "changed"];
  const counts = kinds
    .map((kind) => ({ kind, count: changes.filter(({ what }) => what.includes(kind)).length }))
    .filter(({ count }) => count > 0);
  return counts.length === 0 ? "the same" : counts.map(({ kind, count }) => `${count} ${kind}`).join(", ");
}

interface Group {
  section: Change<SectionPlace>;
  passages: Change<PassagePlace>[];
}

/** A passage is told under its section of the new text; one that went, under its section of the old. */
function groupsOf({ sections, principles, prose }: ConstitutionDiff): Group[] {
  const passages = [...principles, ...prose].sort((a, b) => lineOf(a) - lineOf(b));
  return sections.map((section) => ({
    section,
    passages: passages.filter(({ before, after }) =>
      after === undefined ? before!.section === section.before?.id : after.section === section.after?.id,
    ),
  }));
}

const lineOf = ({ before, after }: Change<PassagePlace>): number => (after ?? before)!.line;

function formatGroup({ section, passages }: Group, marks: DiffMarks): string {
  const { what, before, after, words } = section;
  const place = (after ?? before)!;
  const count = place.principles === 0 ? "" : `, ${plural(place.principles, "principle")}`;
  const lines = [`${marks.heading(`${what.join(", ")}: ${pathOf(place)}`)}  (line ${place.line}${count})`];
  if (before !== undefined && after !== undefined && pathOf(before) !== pathOf(after)) {
    lines.push(`  was: ${pathOf(before)}  (line ${before.line})`);
  }
  // A section that came or went whole is told by its norms; its text stands in the file.
  const isWhole = before === undefined || after === undefined;
  const told = passages.filter((one) => !isWhole || isInBoth(one) || normOf(one) !== undefined);
  lines.push(...told.map((one) => (isWhole && !isInBoth(one) ? formatWhole : formatPassage)(one, marks)));
  if (words.length > 0) lines.push(`  ${formatWords(words, marks)}`);
  return lines.join("\n");
}

const pathOf = ({ path, title }: SectionPlace): string =>
  path.filter((step) => step !== "").join(" > ") || title || "(before the first heading)";

const normOf = ({ before, after }: Change<PassagePlace>): string | undefined => (after ?? before)!.norm;

function formatWhole(change: Change<PassagePlace>, marks: DiffMarks): string {
  const mark = change.after === undefined ? marks.removed : marks.added;
  return `  ${mark(shorten(normOf(change)!, 100))}`;
}

function formatPassage(change: Change<PassagePlace>, marks: DiffMarks): string {
  const { what, before, after, words } = change;
  const isPrinciple = before?.norm !== undefined || after?.norm !== undefined;
  const label = `  ${isPrinciple ? "principle" : "prose"}`;
  if (before === undefined) return `${label} added: ${marks.added(after!.text)}`;
  if (after === undefined) return `${label} removed: ${marks.removed(before.text)}`;
  const told = what.map((one) => {
    if (one === "moved" && before.section !== after.section) return `moved from ${before.section}`;
    // Both sides are there, so it came from prose or became prose.
    return one === "added" ? "added (was prose)" : one === "removed" ? "removed (now prose)" : one;
  });
  return `${label} ${told.join(", ")}: ${words.length > 0 ? formatWords(words, marks) : shorten(after.text, 100)}`;
}

const isInBoth = ({ before, after }: Change<PassagePlace>): boolean =>
  before !== undefined && after !== undefined;

/** Words in common beyond a few beside a change only fill the screen. */
const context = 8;

function formatWords(words: readonly WordChange[], marks: DiffMarks): string {
  return words
    .map(({ kind, text }, i) => {
      if (kind !== "same") return marks[kind](text);
      const all = text.split(" ");
      const head = i === 0 ? [] : all.slice(0, context);
      const tail = i === words.length - 1 ? [] : all.slice(-context);
      return head.length + tail.length >= all.length ? text : [...head, "...", ...tail].join(" ");
    })
    .join(" ");
}

const shorten = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, text.lastIndexOf(" ", length))} ...`;
