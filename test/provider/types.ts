// What the test provider understands and sends, whatever the wire format.
import type { IncomingHttpHeaders } from "node:http";
import type { JsonObject } from "./json.ts";

export type WireName = "openai-chat" | "openai-responses" | "anthropic" | "google";

/** Faults that a seed may draw: they pass, so that a second try may do better. */
export const passingFaults = [
  "rate-limit", // 429 without a word on when to come back
  "rate-limit-retry-after", // 429 with retry-after
  "overloaded", // 529, as Anthropic sends it
  "server-error", // 500
  "unavailable", // 503
  "hang", // no answer until the client gives up
  "cut", // the socket is destroyed halfway through the body
  "malformed-body", // status 200, and the body (streaming: one event) is no JSON
  "malformed-object", // a good body whose text is broken JSON; only where a schema is asked for
  "wrong-schema", // valid JSON that breaks the schema; only where one is asked for
  "empty", // an answer without content
  "refusal", // the model declines
  "content-filter", // the answer is cut by a filter, status 200
  "content-blocked", // the prompt is refused by a filter: 400 (Google: 200 with a block reason)
  "max-tokens", // cut at the token limit
  "slow-start", // a good answer that begins late
] as const;

/** Faults that stay until somebody acts. */
export const lastingFaults = ["wrong-key", "unknown-model", "empty-balance", "payment-required"] as const;

export type FaultKind = (typeof passingFaults)[number] | (typeof lastingFaults)[number];

/** What became of a request. */
export type Outcome = "answer" | FaultKind | "over-limit" | "bad-request";

export interface Message {
  role: "system" | "user" | "assistant" | "tool";
  /** Text parts joined; tool calls and results stand in it as JSON. */
  text: string;
  /** Earlier thoughts that the client sent back in a field of their own. */
  reasoning?: string;
}

export interface Tool {
  name: string;
  schema: JsonObject;
}

/** The part of a request that a wire format reads out of a body. */
export interface ParsedRequest {
  model: string;
  messages: Message[];
  stream: boolean;
  /** JSON schema that the answer must conform to. */
  schema?: JsonObject;
  /** The schema was sent as a tool that must be called; the answer goes back as a call of it. */
  schemaTool?: string;
  tools: Tool[];
  /** "required" or the name of a tool, where the client insists on a call. */
  toolChoice?: string;
  maxTokens?: number;
}

export interface ProviderRequest extends ParsedRequest {
  wire: WireName;
  /** Requests that this server took before this one. */
  ordinal: number;
  /** Hash of the body without what may differ between two askings of the same (see `identity.ts`). */
  identity: string;
  /** How often this identity was asked before. */
  attempt: number;
  body: JsonObject;
}

/** What a test lets the model say; everything may be left out. */
export interface Reply {
  text?: string;
  /** Sent as JSON text in place of `text`. */
  object?: unknown;
  reasoning?: string;
  toolCalls?: { name: string; arguments: unknown }[];
  /** The model declines, in these words. */
  refusal?: string;
  finish?: "stop" | "length" | "content-filter";
}

export type ReplyFunction = (request: ProviderRequest) => Reply | Promise<Reply>;

/** Tokens by the rule of `settle-reply.ts`; output contains reasoning. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
}

/** A reply with everything filled in, ready for any wire format. */
export interface Answer {
  text: string;
  reasoning: string;
  refusal: string;
  toolCalls: { id: string; name: string; arguments: string }[];
  finish: "stop" | "length" | "content-filter" | "tool-calls" | "refusal";
  usage: Usage;
}

export interface HttpError {
  status: number;
  body: JsonObject;
}

/** Faults that are told by an HTTP error or, where a format has it so, by a body of its own. */
export type ErrorKind =
  | Extract<
      FaultKind,
      | "rate-limit"
      | "rate-limit-retry-after"
      | "overloaded"
      | "server-error"
      | "unavailable"
      | "content-blocked"
      | (typeof lastingFaults)[number]
    >
  | "over-limit";

/** One provider's format. */
export interface Wire {
  name: WireName;
  matches(path: string): boolean;
  keyOf(headers: IncomingHttpHeaders, url: string): string | undefined;
  /** Undefined where a part is missing without which the real server answers 400. */
  parse(body: JsonObject, path: string): ParsedRequest | undefined;
  answer(request: ProviderRequest, answer: Answer): JsonObject;
  /** The whole event stream, each event with its empty line. */
  events(request: ProviderRequest, answer: Answer): string[];
  error(kind: ErrorKind, model: string): HttpError;
  badRequest(message: string): HttpError;
}
