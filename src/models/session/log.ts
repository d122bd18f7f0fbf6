import type { LanguageModelV3GenerateResult, LanguageModelV3Middleware } from "@ai-sdk/provider";
import { TeachwhyError } from "../../store/index.ts";
import type { ExplainedError } from "../registry/explain-call-error.ts";
import { costUsd, type Price } from "../registry/prices.ts";
import { contextOf } from "./call-context.ts";
import { type Clock, systemClock } from "./clock.ts";
import { middleware } from "./middleware.ts";

/** One attempt. No prompt, no answer, no key of an account; an error only by its code. */
export interface LoggedCall {
  at: string;
  step: string;
  role: string;
  /** As it was asked for. */
  model: string;
  /** The model that the provider says has answered. */
  answeredBy?: string | undefined;
  /** The request's address in the store of calls. */
  key?: string | undefined;
  ordinal: number;
  ms: number;
  outcome: "answered" | "error";
  /** How the answer ended, or the error's code. */
  code: string;
  inputTokens?: number | undefined;
  outputTokens?: number | undefined;
  reasoningTokens?: number | undefined;
  /** Absent where no price or no usage is known. */
  usd?: number | undefined;
}

export interface LogOptions {
  write: (call: LoggedCall) => void;
  /** Name of the model, as it was asked for. */
  model: string;
  price: Price | undefined;
  explain: (error: unknown) => ExplainedError;
  clock?: Clock | undefined;
}

/** Tells of every attempt that was sent, repeats included. Stored answers are not calls and are not told. */
export function log(options: LogOptions): LanguageModelV3Middleware {
  const { write, model: name, price, explain, clock = systemClock } = options;
  return middleware(async ({ model, params }) => {
    const { step, role, key, ordinal } = contextOf(params);
    const started = clock.now();
    const facts = () => ({
      at: new Date(started).toISOString(),
      step,
      role,
      model: name,
      key,
      ordinal,
      ms: Math.round(clock.now() - started),
    });
    let result: LanguageModelV3GenerateResult;
    try {
      result = await model.doGenerate(params);
    } catch (error) {
      const code = params.abortSignal?.aborted ? "stopped" : codeOf(error, explain);
      write({ ...facts(), outcome: "error", code });
      throw error;
    }
    const { usage, finishReason, response } = result;
    const known = usage.inputTokens.total !== undefined && usage.outputTokens.total !== undefined;
    write({
      ...facts(),
      answeredBy: response?.modelId,
      outcome: "answered",
      code: finishReason.unified,
      inputTokens: usage.inputTokens.total,
      outputTokens: usage.outputTokens.total,
      reasoningTokens: usage.outputTokens.reasoning,
      usd: price && known ? costUsd(usage, price) : undefined,
    });
    return result;
  });
}

/** Models in this process throw errors of our own, whose codes say more than that. */
function codeOf(error: unknown, explain: LogOptions["explain"]): string {
  return error instanceof TeachwhyError ? error.code : explain(error).code;
}
