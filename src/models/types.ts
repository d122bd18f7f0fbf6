// What the rest of teachwhy sees of language models: a session that is asked, and answers as plain data. Only this
// room knows the AI SDK.
import type { z } from "zod";

/** A turn of a prompt. Earlier thoughts of the assistant are sent back as the model's `thoughts` setting says. */
export interface PromptMessage {
  role: "system" | "user" | "assistant";
  content: string;
  reasoning_content?: string;
}

/** What a run uses a model for. A role without a model of its own uses the teacher. */
export const modelRoles = ["teacher", "judge", "sampler"] as const;
export type ModelRole = (typeof modelRoles)[number];

export interface AskRequest<T = unknown> {
  role: ModelRole;
  /** What the call is for, as `recipe/step`: costs, logs and batch files are told apart by it. */
  step: string;
  messages: PromptMessage[];
  /** Which sample of this same request: 0, 1, 2... N samples of one prompt are N calls. Default 0. */
  ordinal?: number;
  /** Asks for JSON of this shape; the answer is validated, and asked for again with what was wrong with it. */
  schema?: z.ZodType<T>;
  tools?: ToolDefinition[];
  /** Overrides of the model's own settings. */
  maxOutputTokens?: number;
  temperature?: number;
}

export interface ToolDefinition {
  name: string;
  description: string;
  /** JSON schema of the arguments: an object. */
  parameters: Record<string, unknown>;
}

export interface ToolRequest {
  id: string;
  name: string;
  arguments: Record<string, unknown>;
}

export interface Usage {
  inputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
}

/** What came of one request, its repairs included. Everything but `answered` is counted, never dropped. */
export type Answer<T = unknown> = AnswerFacts &
  (
    | {
        kind: "answered";
        text: string;
        reasoning?: string;
        toolCalls: ToolRequest[];
        /** The validated JSON where a schema was asked for, else the text. */
        value: T;
      }
    | {
        /**
         * truncated: cut at the maximum of tokens; refused: the model or its provider said no; filtered: a content
         * filter took the prompt or the answer; empty: no text and no call; malformed: no JSON of the schema, also
         * after repairs; failed: the call itself kept failing (`message` says how).
         */
        kind: "truncated" | "refused" | "filtered" | "empty" | "malformed" | "failed";
        text: string;
        message: string;
      }
    /** Offline teacher: the request was written to a batch file and waits for its answer. */
    | { kind: "pending"; key: string }
  );

export interface AnswerFacts {
  /** The model's name as it was asked for. */
  model: string;
  /** Address of the (last) request in the store of calls; also its `custom_id` in a batch file. */
  key: string;
  usage: Usage;
  /** Of this request, repairs included; also where it was answered from the store. Undefined: no price is known. */
  costUsd: number | undefined;
  /** Nothing was sent: the stored answer was used. */
  cached: boolean;
}

export interface Spend {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** Known prices only. */
  usd: number;
  /** Calls in flight when a process died or a connection was cut, at their worst case; counted against the caps. */
  possiblyPaid: { calls: number; tokens: number; usd: number };
  /** Calls whose model has no known price. */
  unpricedCalls: number;
}

/** The caps are hard: the worst case of a call is reserved before it is sent. */
export interface Budget {
  usd?: number;
  tokens?: number;
  calls?: number;
}

/** All calls of one run. Throws TeachwhyErrors only for what ends the run: a wrong key, an unknown model, an empty
 * balance, a cap reached (`budget-reached`), a full disk, a stop. */
export interface Session {
  ask<T = string>(request: AskRequest<T>): Promise<Answer<T>>;
  spend(): Spend;
  spendByStep(): Record<string, Spend>;
  /** How many requests are in flight and how many may be: for progress, and for the runner to keep pace. */
  concurrency(): { inFlight: number; limit: number };
  close(): Promise<void>;
}
