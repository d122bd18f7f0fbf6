// HTML that escapes by default: whatever goes into a template is text unless this room made it as HTML.
// Transcripts are written by models and names come from files, so nothing of theirs may become markup.

export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Piece = Html | string | number | false | null | undefined | readonly Piece[];

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => escapes[character]!);

function print(piece: Piece): string {
  if (piece instanceof Html) return piece.text;
  if (piece === false || piece === null || piece === undefined) return "";
  if (typeof piece === "object") return piece.map(print).join("");
  return escapeHtml(String(piece));
}

/** Template tag. Attribute values must stand in double quotes: they are escaped for that. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(strings.reduce((all, string, i) => all + print(pieces[i - 1]) + string));
}

/** Only for what this room wrote itself: its style sheet and its charts. */
export const trusted = (text: string): Html => new Html(text);
