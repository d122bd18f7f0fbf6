import type { Constitution, Section } from "./types.ts";

/** A part of the file that lies in one section and in at most one principle; in bytes, `end` excluded. */
export interface Piece {
  start: number;
  end: number;
  section?: string;
  principle?: string;
}

/** Cuts the whole file at every section and every principle: joined in order, the pieces are the file. */
export function pieces({ text, sections, principles }: Constitution): Piece[] {
  const size = Buffer.byteLength(text);
  const all = flattenSections(sections);
  const cuts = [0, size, ...[...all, ...principles].flatMap(({ start, end }) => [start, end])];
  const ordered = [...new Set(cuts)].sort((a, b) => a - b);
  return ordered.slice(1).map((end, i): Piece => {
    const start = ordered[i]!;
    const covers = (one: { start: number; end: number }) => one.start <= start && one.end >= end;
    const section = all.findLast(covers);
    const principle = principles.find(covers);
    return {
      start,
      end,
      ...(section && { section: section.id }),
      ...(principle && { principle: principle.id }),
    };
  });
}

/** Every section in the order of the file, parents before children. */
export function flattenSections(sections: readonly Section[]): Section[] {
  return sections.flatMap((section) => [section, ...flattenSections(section.children)]);
}

/** The bytes of what stands under a section's heading and before its first subsection. */
export const ownRange = ({ body, end, children }: Section): { start: number; end: number } => ({
  start: body,
  end: children[0]?.start ?? end,
});

/** A single section at the top is the document's title, and says nothing about a part of it. */
export const documentTitle = (sections: readonly Section[]): Section | undefined =>
  sections.length === 1 && sections[0]!.children.length > 0 ? sections[0] : undefined;
