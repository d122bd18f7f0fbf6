import type { RecordMask } from "./mask-types.ts";

/** One file, nothing loaded: records with what is trained on in colour. `of`: how many the set has. */
export function maskHtml(masks: readonly RecordMask[], { title, of }: { title: string; of: number }): string {
  const shown = masks.length < of ? `The first ${masks.length} of ${of} records.` : `${of} records.`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; opacity: .95 }
mark { background: #b7e4c7; color: #0b3d20; border-radius: 2px }
.refused { color: #b3261e; font-weight: 600 }
@media (prefers-color-scheme: dark) { mark { background: #1b5e3a; color: #e6fff0 } .refused { color: #ff8a80 } }
</style>
<h1>${escaped(title)}</h1>
<p>${shown} <mark>Trained on</mark>, and not.</p>
${masks.map(section).join("\n")}
</html>
`;
}

function section({ id, pieces, ids, supervisedTokens, refused }: RecordMask): string {
  const text = pieces
    .map((piece) => (piece.supervised ? `<mark>${escaped(piece.text)}</mark>` : escaped(piece.text)))
    .join("");
  const problem = refused ? `<p class="refused">Refused: ${escaped(refused.message)}</p>\n` : "";
  return `<section>
<h2>${escaped(id)}</h2>
<p>${supervisedTokens} of ${ids.length} tokens are trained on.</p>
${problem}<pre>${text}</pre>
</section>`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character]!);
