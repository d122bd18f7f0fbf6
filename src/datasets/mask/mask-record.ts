// Which tokens of a record are trained on. What is shown here is what `trl-tokens` exports and a trainer trains.
import type { ChatRecord, DataRecord } from "../record.ts";
import type { ChatTemplate } from "../tokens/chat-template.ts";
import { templateMessages } from "../tokens/template-messages.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import { chooseSpans, dropHeaders, findProblem, type Span } from "./choose-spans.ts";
import { locateTurns } from "./locate-turns.ts";
import type { MaskNote, MaskPiece, MaskSettings, RecordMask, Refusal } from "./mask-types.ts";
import { probeTemplate, type TurnForm } from "./probe-template.ts";

/**
 * Tells which tokens of a record are trained on, and whether it may be trained on at all. Throws only where the
 * tokenizer's tokens cannot be found in the text.
 */
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
    textOf: () => tokenizer.decode(before) + tokenizer.normalize(text) + tokenizer.decode(after),
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
