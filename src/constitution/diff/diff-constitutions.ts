import { documentTitle, ownRange } from "../pieces.ts";
import type { Constitution, Passage, Section } from "../types.ts";
import { diffWords } from "./diff-words.ts";
import { matchTexts } from "./match-texts.ts";
import { outOfOrder } from "./out-of-order.ts";
import type { Change, ConstitutionDiff, PassagePlace, SectionPlace, What } from "./types.ts";

/**
 * What was added, removed, moved, retitled or changed from one constitution to another. Sections are known again by
 * title and place or by their words, passages by their words, so that a retitled section is no new one. How a
 * text is wrapped, its front matter and its comments make no difference.
 */
export function diffConstitutions(before: Constitution, after: Constitution): ConstitutionDiff {
  const [one, other] = [outlineOf(before), outlineOf(after)];
  const pairs = matchTexts({
    before: one,
    after: other,
    text: (entry) => entry.text,
    kinship: kinshipOf,
    least: 0.6,
  });
  const home = new Map([...pairs].map(([a, b]) => [a.id, b.id]));
  const passages = passageChanges(before, after, home);
  return {
    before: { file: before.file, sha256: before.sha256 },
    after: { file: after.file, sha256: after.sha256 },
    sections: sectionChanges({ one, other, pairs, passages }),
    principles: passages.filter((change) => isPrinciple(change)),
    prose: passages.filter((change) => !isPrinciple(change)),
  };
}

const isPrinciple = ({ before, after }: Change<PassagePlace>): boolean =>
  before?.norm !== undefined || after?.norm !== undefined;

/** A section with what it is compared by. */
interface Entry extends SectionPlace {
  /** Its own Markdown on one line; of all that is below it where it has none of its own. */
  text: string;
  own: string;
  /** Undefined also below the title of the whole document. */
  parent: Entry | undefined;
  isDocumentTitle: boolean;
}

function outlineOf({ text, sections, principles }: Constitution): Entry[] {
  const bytes = Buffer.from(text);
  const oneLine = (start: number, end: number) =>
    bytes
      .subarray(start, end)
      .toString()
      .replace(/<!--[\s\S]*?-->/g, " ")
      .replace(/\s+/g, " ")
      .trim();
  const visit = (section: Section, parent: Entry | undefined): Entry[] => {
    const { id, title, start, end, line } = section;
    const isDocumentTitle = section === documentTitle(sections);
    const range = ownRange(section);
    const own = oneLine(range.start, range.end);
    const entry: Entry = {
      id,
      title,
      path: [...(parent?.path ?? []), title],
      principles: principles.filter((principle) => principle.section === id).length,
      start,
      end,
      line,
      own,
      text: own || oneLine(section.body, end),
      parent,
      isDocumentTitle,
    };
    const above = isDocumentTitle ? undefined : entry;
    return [entry, ...section.children.flatMap((child) => visit(child, above))];
  };
  return sections.flatMap((section) => visit(section, undefined));
}

/** A title in its place is the same section whatever it says; elsewhere it only speaks for it. */
function kinshipOf(a: Entry, b: Entry): number {
  if (a.isDocumentTitle && b.isDocumentTitle) return 1;
  if (a.title !== b.title) return 0;
  return a.path.join("\n") === b.path.join("\n") ? 1 : 0.25;
}

function sectionChanges({
  one,
  other,
  pairs,
  passages,
}: {
  one: Entry[];
  other: Entry[];
  pairs: Map<Entry, Entry>;
  passages: Change<PassagePlace>[];
}): Change<SectionPlace>[] {
  const back = backwards(pairs, other);
  const moved = movedIn({
    pairs: back,
    staysPut: (b, a) =>
      a.parent === undefined || b.parent === undefined
        ? a.parent === b.parent
        : pairs.get(a.parent) === b.parent,
    group: (b) => b.parent,
    place: (a) => one.indexOf(a),
  });
  const kept = other.flatMap((b): Change<SectionPlace>[] => {
    const a = back.get(b);
    if (a === undefined) return [{ what: ["added"], after: placeOf(b), words: [] }];
    const shown = passages.some(({ before, after }) => before?.section === a.id || after?.section === b.id);
    const changed = a.own !== b.own;
    const what: What[] = [
      ...(moved.has(b) ? (["moved"] as const) : []),
      ...(a.title === b.title ? [] : (["retitled"] as const)),
      ...(changed ? (["changed"] as const) : []),
    ];
    if (what.length === 0) return [];
    const words = changed && !shown ? diffWords(a.own, b.own) : [];
    return [{ what, before: placeOf(a), after: placeOf(b), words }];
  });
  const gone = one.filter((a) => !pairs.has(a));
  return [
    ...kept,
    ...gone.map((a): Change<SectionPlace> => ({ what: ["removed"], before: placeOf(a), words: [] })),
  ];
}

/** Without what only the comparison needs. */
const placeOf = ({ id, title, path, principles, start, end, line }: Entry): SectionPlace => ({
  id,
  title,
  path,
  principles,
  start,
  end,
  line,
});

function passageChanges(
  before: Constitution,
  after: Constitution,
  home: Map<string, string>,
): Change<PassagePlace>[] {
  const pairs = matchTexts({
    before: before.passages,
    after: after.passages,
    text: (passage) => passage.text,
    kinship: (a, b) => (home.get(a.section) === b.section ? 0.1 : 0),
    least: 0.6,
  });
  const back = backwards(pairs, after.passages);
  const order = new Map(before.passages.map((passage, i) => [passage, i]));
  const moved = movedIn({
    pairs: back,
    staysPut: (b, a) => home.get(a.section) === b.section,
    group: (b) => b.section,
    place: (a) => order.get(a)!,
  });
  const [old, now] = [placer(before), placer(after)];
  const kept = after.passages.flatMap((passage): Change<PassagePlace>[] => {
    const b = now(passage);
    const match = back.get(passage);
    if (match === undefined) return [{ what: ["added"], after: b, words: [] }];
    const a = old(match);
    // The norm of a list item has words of its lead-in, which may change while the item stays.
    const reworded = a.text === b.text ? (a.norm ?? "") !== (b.norm ?? "") : true;
    const words = a.text !== b.text ? diffWords(a.text, b.text) : diffWords(a.norm ?? "", b.norm ?? "");
    const became = (b.norm !== undefined ? 1 : 0) - (a.norm !== undefined ? 1 : 0);
    const what: What[] = [
      ...(became > 0 ? (["added"] as const) : became < 0 ? (["removed"] as const) : []),
      ...(moved.has(passage) ? (["moved"] as const) : []),
      ...(reworded && became === 0 ? (["changed"] as const) : []),
    ];
    if (what.length === 0) return [];
    return [{ what, before: a, after: b, words: reworded ? words : [] }];
  });
  const gone = before.passages.filter((passage) => !pairs.has(passage));
  return [
    ...kept,
    ...gone.map((a): Change<PassagePlace> => ({ what: ["removed"], before: old(a), words: [] })),
  ];
}

function placer({ principles }: Constitution) {
  const byId = new Map(principles.map((principle) => [principle.id, principle]));
  return ({ id, section, text, start, end, line }: Passage): PassagePlace => {
    const principle = byId.get(id);
    const place = { id, section, text, start, end, line };
    return principle === undefined ? place : { ...place, norm: principle.norm, reasons: principle.reasons };
  };
}

/** From new to old, in the order of the new. */
function backwards<T>(pairs: Map<T, T>, after: readonly T[]): Map<T, T> {
  const inverse = new Map([...pairs].map(([a, b]) => [b, a]));
  return new Map(after.flatMap((b) => (inverse.has(b) ? [[b, inverse.get(b)!]] : [])));
}

/** Of the pairs, new to old: those that came from elsewhere, and those that passed their neighbours. */
function movedIn<T>({
  pairs,
  staysPut,
  group,
  place,
}: {
  pairs: Map<T, T>;
  staysPut: (after: T, before: T) => boolean;
  group: (after: T) => unknown;
  place: (before: T) => number;
}): Set<T> {
  const moved = new Set<T>();
  const groups = new Map<unknown, T[]>();
  for (const [after, before] of pairs) {
    if (!staysPut(after, before)) moved.add(after);
    else groups.set(group(after), [...(groups.get(group(after)) ?? []), after]);
  }
  for (const all of groups.values()) {
    for (const one of outOfOrder(all, (after) => place(pairs.get(after)!))) moved.add(one);
  }
  return moved;
}
