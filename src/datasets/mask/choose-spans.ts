// Which parts of a rendered chat are trained on, and whether they may be.
import type { TextPiece } from "../tokens/chat-template.ts";
import { firstStop } from "./locate-turns.ts";
import type { RecordMask, Refusal, Supervise } from "./mask-types.ts";
import type { TurnForm } from "./probe-template.ts";
import { emptyThoughts, thoughtLength } from "./thoughts.ts";

/** Takes a role's header out of what counts as generated, in place; says whether there was one. */
export function dropHeaders(pieces: TextPiece[], header: string | undefined): boolean {
  if (!header) return false;
  let dropped = false;
  for (let index = 0; index < pieces.length; index++) {
    const { text, generated } = pieces[index]!;
    if (!generated || !text.startsWith(header)) continue;
    pieces.splice(
      index,
      1,
      { text: header, generated: false },
      { text: text.slice(header.length), generated: true },
    );
    dropped = true;
  }
  return dropped;
}

export interface Span {
  start: number;
  end: number;
}

/** The parts of the generated pieces that are trained on, as places in the text. */
export function chooseSpans(pieces: readonly TextPiece[], supervise: Supervise): Span[] {
  const spans: Span[] = [];
  let before = "";
  for (const { text, generated } of pieces) {
    const start = before.length;
    const end = start + text.length;
    if (generated) {
      const answer =
        start + (supervise === "both" || supervise === "empty" ? 0 : thoughtLength(text, before));
      const span = supervise === "thought" ? { start, end: answer } : { start: answer, end };
      const isEmptyThought = supervise === "thought" && holdsEmptyThought(before + text, span);
      if (span.end > span.start && !isEmptyThought) spans.push(span);
    }
    before += text;
  }
  return spans;
}

const holdsEmptyThought = (text: string, { start, end }: Span) =>
  emptyThoughts(text).some((block) => start < block.end && end > block.start);

interface ProblemRequest {
  pieces: readonly TextPiece[];
  text: string;
  spans: readonly Span[];
  supervise: Supervise;
  form: TurnForm;
}

export function findProblem({ pieces, text, spans, supervise, form }: ProblemRequest): RecordMask["refused"] {
  const problem = (reason: Refusal, message: string) => ({ reason, message });
  if (supervise !== "empty" && spans.some((span) => holdsEmptyThought(text, span))) {
    return problem("empty-think-block", "an empty think block would be trained on");
  }
  if (supervise !== "thought" && !stopsAreGenerated(pieces, form.stops)) {
    return problem("stop-token-missing", `no ${form.stops.join(" or ") || "stop token"} would be trained on`);
  }
  return undefined;
}

/** Each turn ends with a stop token that the model writes; one turn may consist of several generated pieces. */
function stopsAreGenerated(pieces: readonly TextPiece[], stops: readonly string[]): boolean {
  let open = false;
  for (const { text, generated } of pieces) {
    if (generated) open = !stops.some((stop) => text.trimEnd().endsWith(stop));
    else if (open && firstStop(text, stops) !== undefined) return false;
  }
  return !open;
}
