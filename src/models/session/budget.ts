import type { LanguageModelV3Middleware } from "@ai-sdk/provider";
import type { ExplainedError } from "../registry/explain-call-error.ts";
import { type Price, worstCostUsd } from "../registry/prices.ts";
import { contextOf } from "./call-context.ts";
import type { Ledger } from "./ledger.ts";
import { middleware } from "./middleware.ts";
import { type BoundOptions, boundOf, chargeOf } from "./usage-bound.ts";

export interface BudgetOptions extends BoundOptions {
  ledger: Ledger;
  /** Name of the model, as it was asked for. */
  model: string;
  /** Undefined: unknown; calls are counted as unpriced. */
  price: Price | undefined;
  explain: (error: unknown) => ExplainedError;
  /** Lets nothing be sent that waited for room under a cap. Default: the call's own abort signal. */
  giveUp?: AbortSignal | undefined;
}

/**
 * Reserves the worst case of an attempt, waits until it is in the journal, sends it and settles what it cost. Throws
 * `budget-reached` where the worst case does not fit.
 */
export function budget({
  ledger,
  model: name,
  price,
  explain,
  giveUp,
  ...options
}: BudgetOptions): LanguageModelV3Middleware {
  return middleware(async ({ model, params }) => {
    const { step, key = "" } = contextOf(params);
    const bound = boundOf(params, options);
    const worst = { ...bound, usd: price && worstCostUsd(bound, price) };
    const reservation = await ledger.reserve({ key, step, model: name, worst });
    const ended = giveUp ?? params.abortSignal;
    if (ended?.aborted) {
      reservation.settle({ state: "failed" });
      throw ended.reason;
    }
    try {
      const result = await model.doGenerate(params);
      const { usage, usd } = chargeOf(result, bound, price);
      const { inputTokens, outputTokens } = usage;
      reservation.settle({ state: "answered", cost: { inputTokens, outputTokens, usd } });
      return result;
    } catch (error) {
      // An error answer costs nothing; after a cut connection, a time-out or a stop nobody knows.
      const unsure = params.abortSignal?.aborted || explain(error).maybePaid;
      reservation.settle({ state: unsure ? "possibly-paid" : "failed" });
      throw error;
    }
  });
}
