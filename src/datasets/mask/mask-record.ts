// Which tokens of a record are trained on. What is shown here is what `trl-tokens` exports and a trainer trains.
import type { ReasoningPlace, TokenMask } from "../formats/format.ts";
import type { ChatRecord, DataRecord } from "../record.ts";
import type { ChatTemplate, TextPiece } from "../tokens/chat-template.ts";
import { templateMessages } from "../tokens/template-messages.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import { firstStop, locateTurns } from "./locate-turns.ts";
import { probeTemplate, type TurnForm } from "./probe-template.ts";
import { emptyThoughts, thoughtLength } from "./thoughts.ts";

/**
 * `both`: what the assistant writes, thoughts and answers with their stop tokens. `thought`, `answer`: only these.
 * `empty`: as `both`, and an empty think block is trained on where the template writes one, which teaches the model to
 * answer without thinking; with `both` such a record is refused.
 */
export const superviseNames = ["both", "thought", "answer", "empty"] as const;
export type Supervise = (typeof superviseNames)[number];

export interface MaskSettings {
  tokenizer: Tokenizer;
  /** Default: the one beside the tokenizer. Documents need none. */
  template?: ChatTemplate | undefined;
  /** Default `both`. Documents are trained on as a whole in any case. */
  supervise?: Supervise | undefined;
  /** Where the template looks for thoughts. Default `reasoning_content`. */
  reasoning?: ReasoningPlace | undefined;
  /** Tokens after which the trainer will cut. */
  maxLength?: number | undefined;
}

/** Why a record must not be trained on as it is. */
export type Refusal =
  /** No token would be trained on: its loss is 0/0. */
  | "nothing-supervised"
  /** It would teach the model not to think, unasked. */
  | "empty-think-block"
  /** The model would not learn to stop. */
  | "stop-token-missing"
  /** Its own text holds a stop token, which would end a turn in the middle. */
  | "stop-token-in-text"
  /** The template does not show where an assistant turn begins. */
  | "turn-not-found"
  /** The template does not take the record. */
  | "template-failed"
  /** Chats need one. */
  | "no-template";

export type MaskNote =
  /** Longer than `maxLength`: the trainer will cut it. */
  | "too-long"
  /** The template leaves a thought out. */
  | "thought-left-out"
  /** The template leaves another text or a call out. */
  | "text-left-out"
  /** The template marks the role's header as written by the model. Here it is not trained on. */
  | "role-header-marked"
  /** Its text holds a special token's name, which the student reads as that token. */
  | "special-token-in-text";

export interface MaskPiece {
  text: string;
  supervised: boolean;
  tokens: number;
}

export interface RecordMask extends TokenMask {
  id: string;
  /** The text in order, a piece for each run of tokens that are trained on or not. */
  pieces: MaskPiece[];
  /** Tokens that are trained on, within `maxLength` where it is given. */
  supervisedTokens: number;
  refused?: { reason: Refusal; message: string };
  notes: MaskNote[];
}

/** Tells which tokens of a record are trained on, and whether it may be trained on at all. Never throws for a record. */
export function maskRecord(record: DataRecord, settings: MaskSettings): RecordMask {
  const { tokenizer, maxLength } = settings;
  if (record.kind === "document") return maskDocument(record.id, record.text, settings);
  const template = settings.template ?? tokenizer.template;
  if (!template) return refusal(record.id, "no-template", "no chat template is known");
  const form = formOf(template, tokenizer);
  const messages = templateMessages(record.messages, settings.reasoning);
  const own = JSON.stringify(messages);
  const within = form.stops.find((stop) => own.includes(stop));
  if (within) return refusal(record.id, "stop-token-in-text", `its text holds ${within}`);

  const { variables } = tokenizer;
  const located = locateTurns({ template, stops: form.stops, messages, tools: record.tools, variables });
  if ("problem" in located) return refusal(record.id, located.problem, located.message);
  const pieces = located.pieces.map((piece) => ({ ...piece, text: tokenizer.normalize(piece.text) }));
  const text = pieces.map((piece) => piece.text).join("");
  const supervise = settings.supervise ?? "both";
  if (text.includes("[object Map]") && !own.includes("[object Map]")) {
    return refusal(record.id, "template-failed", "the template wants a text where there is an object");
  }
  const marksHeader = dropHeaders(pieces, form.header);
  const spans = chooseSpans(pieces, supervise);
  const placed = tokenizer.place(text);
  const mask = applyMask({ id: record.id, text, spans, placed, maxLength });
  const problem = mask.refused ?? findProblem({ pieces, text, spans, supervise, form });
  const special = [...tokenizer.special].some((token) => own.includes(token));
  return {
    ...mask,
    ...(problem && { refused: problem }),
    notes: [
      ...mask.notes,
      ...leftOut(record, text, tokenizer),
      ...(marksHeader ? (["role-header-marked"] as const) : []),
      ...(special ? (["special-token-in-text"] as const) : []),
    ],
  };
}

/** Takes a role's header out of what counts as generated, in place; says whether there was one. */
function dropHeaders(pieces: TextPiece[], header: string | undefined): boolean {
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

interface Span {
  start: number;
  end: number;
}

/** The parts of the generated pieces that are trained on, as places in the text. */
function chooseSpans(pieces: readonly TextPiece[], supervise: Supervise): Span[] {
  const spans: Span[] = [];
  let before = "";
  for (const { text, generated } of pieces) {
    const start = before.length;
    const end = start + text.length;
    if (generated) {
      const answer =
        start + (supervise === "both" || supervise === "empty" ? 0 : thoughtLength(text, before));
      const span = supervise === "thought" ? { start, end: answer } : { start: answer, end };
      if (span.end > span.start) spans.push(span);
    }
    before += text;
  }
  return spans;
}

interface ProblemRequest {
  pieces: readonly TextPiece[];
  text: string;
  spans: readonly Span[];
  supervise: Supervise;
  form: TurnForm;
}

function findProblem({ pieces, text, spans, supervise, form }: ProblemRequest): RecordMask["refused"] {
  const problem = (reason: Refusal, message: string) => ({ reason, message });
  const empty = emptyThoughts(text).find((block) =>
    spans.some(({ start, end }) => start < block.end && end > block.start),
  );
  if (empty && supervise !== "empty") {
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

interface ApplyRequest {
  id: string;
  text: string;
  spans: readonly Span[];
  placed: { ids: number[]; starts: number[]; ends: number[] };
  maxLength: number | undefined;
}

/** A token is trained on when any of its bytes are, as in transformers. */
function applyMask({ id, text, spans, placed, maxLength }: ApplyRequest): RecordMask {
  const { ids, starts, ends } = placed;
  const bytes = Buffer.from(text);
  let [characters, byte] = [0, 0];
  const toByte = (position: number) => {
    byte += Buffer.byteLength(text.slice(characters, position));
    characters = position;
    return byte;
  };
  const inBytes = spans.map(({ start, end }) => ({ start: toByte(start), end: toByte(end) }));
  let span = 0;
  const supervised = ids.map((_, index) => {
    while (span < inBytes.length && starts[index]! >= inBytes[span]!.end) span++;
    return span < inBytes.length && ends[index]! > inBytes[span]!.start;
  });
  return finish({
    id,
    ids,
    supervised,
    maxLength,
    textOf: (from, to) =>
      bytes.toString("utf8", from === 0 ? 0 : starts[from], to === ids.length ? bytes.length : starts[to]),
  });
}

function maskDocument(id: string, text: string, { tokenizer, maxLength }: MaskSettings): RecordMask {
  const { before, after } = tokenizer.frame;
  const ids = [...before, ...tokenizer.encode(text), ...after];
  return finish({
    id,
    ids,
    supervised: ids.map(() => text !== ""),
    maxLength,
    textOf: () => tokenizer.decode(before) + text + tokenizer.decode(after),
  });
}

interface FinishRequest {
  id: string;
  ids: number[];
  supervised: boolean[];
  maxLength: number | undefined;
  textOf: (from: number, to: number) => string;
}

function finish({
  id,
  ids,
  supervised,
  maxLength = Number.POSITIVE_INFINITY,
  textOf,
}: FinishRequest): RecordMask {
  const pieces: MaskPiece[] = [];
  for (let from = 0, to = 0; from < ids.length; from = to) {
    while (to < ids.length && supervised[to] === supervised[from]) to++;
    pieces.push({ text: textOf(from, to), supervised: supervised[from]!, tokens: to - from });
  }
  let supervisedTokens = 0;
  for (let index = 0; index < Math.min(ids.length, maxLength); index++)
    if (supervised[index]) supervisedTokens++;
  const where = ids.length > maxLength ? ` within the first ${maxLength}` : "";
  return {
    id,
    ids,
    supervised,
    pieces,
    supervisedTokens,
    ...(supervisedTokens === 0 && {
      refused: { reason: "nothing-supervised", message: `no token${where} would be trained on` },
    }),
    notes: ids.length > maxLength ? ["too-long"] : [],
  };
}

function leftOut(record: ChatRecord, text: string, tokenizer: Tokenizer): MaskNote[] {
  const lacks = (part: string | undefined) =>
    part !== undefined && !text.includes(tokenizer.normalize(part.trim()));
  const { messages } = record;
  const lacksText = messages.some(
    ({ content, tool_calls }) => lacks(content) || tool_calls?.some((call) => lacks(call.function.name)),
  );
  return [
    ...(messages.some(({ reasoning_content: thought }) => lacks(thought))
      ? (["thought-left-out"] as const)
      : []),
    ...(lacksText ? (["text-left-out"] as const) : []),
  ];
}

function refusal(id: string, reason: Refusal, message: string): RecordMask {
  return {
    id,
    ids: [],
    supervised: [],
    pieces: [],
    supervisedTokens: 0,
    refused: { reason, message },
    notes: [],
  };
}

/** The form of a template's turns is asked once. */
const forms = new WeakMap<ChatTemplate, WeakMap<Tokenizer, TurnForm>>();

function formOf(template: ChatTemplate, tokenizer: Tokenizer): TurnForm {
  const known = forms.get(template) ?? new WeakMap<Tokenizer, TurnForm>();
  forms.set(template, known);
  const form = known.get(tokenizer) ?? probeTemplate(template, tokenizer);
  known.set(tokenizer, form);
  return form;
}
