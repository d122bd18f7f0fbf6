// A constitution: Markdown as sections, passages and principles, each with the bytes it stands at.

// Read
export { parseConstitution } from "./parse-constitution.ts";
// Use
export { flattenSections, type Piece, pieces } from "./pieces.ts";
export type { Constitution, Passage, Principle, Section, Sentence, Span } from "./types.ts";
