// A constitution: Markdown as sections, passages and principles, each with the bytes it stands at.

// Compare
export { diffConstitutions } from "./diff/diff-constitutions.ts";
export { formatDiff } from "./diff/format-diff.ts";
// Show
export { type ConstitutionJson, constitutionJson, formatConstitution } from "./format-constitution.ts";
// Read
export { parseConstitution } from "./parse-constitution.ts";
// Use
export { flattenSections, type Piece, pieces } from "./pieces.ts";
export { readConstitution } from "./read-constitution.ts";
// Teach
export { sectionsForTeaching, type TeachingSection } from "./sections-for-teaching.ts";
export type { Constitution, Passage, Principle, Section, Sentence, Span } from "./types.ts";
export { warningsAbout } from "./warnings-about.ts";
