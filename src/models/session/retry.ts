import type { LanguageModelV3Middleware } from "@ai-sdk/provider";
import type { Random } from "../../statistics/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import type { ExplainedError } from "../registry/explain-call-error.ts";
import { type Clock, systemClock } from "./clock.ts";
import { middleware } from "./middleware.ts";

export interface RetryOptions {
  explain: (error: unknown) => ExplainedError;
  random: Random;
  /** Default 10: two minutes of waits on average. */
  maxAttempts?: number | undefined;
  clock?: Clock | undefined;
  /** Wakes what waits to be tried again, and ends it with its reason. Default: the call's own abort signal. */
  giveUp?: AbortSignal | undefined;
}

const firstDelayMs = 1000;
const longestDelayMs = 60_000;
/** Attempts that hang or are cut may all be paid; a server that never ends its answers must not be paid ten times. */
const mostUnsureAttempts = 3;

/**
 * Tries again what may pass: overload, server errors, cut connections, time-outs, bodies that cannot be read;
 * what may have been paid, three times at most. Throws a TeachwhyError with the code of `explainCallError` and its kind
 * in `data.kind`; permanent errors at once. Errors that are TeachwhyErrors already (a cap, a full disk) are not of the
 * provider and go through.
 */
export function retry(options: RetryOptions): LanguageModelV3Middleware {
  const { explain, random, maxAttempts = 10, clock = systemClock, giveUp } = options;
  return middleware(async ({ model, params }) => {
    let unsure = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        return await model.doGenerate(params);
      } catch (error) {
        // The reason says why; the error that the provider makes of it does not.
        params.abortSignal?.throwIfAborted();
        if (error instanceof TeachwhyError) throw error;
        const explained = explain(error);
        if (explained.maybePaid) unsure += 1;
        const last = attempt >= maxAttempts || unsure >= mostUnsureAttempts;
        if (explained.kind !== "transient" || last) throw failure(explained, attempt, error);
        const ms = delayMs({ attempt, random, retryAfterMs: explained.retryAfterMs });
        await clock.sleep(ms, giveUp ?? params.abortSignal);
      }
    }
  });
}

/** Full jitter (Brooker, AWS Architecture Blog 2015); never before the provider's time, and not all at that moment. */
function delayMs(wait: { attempt: number; random: Random; retryAfterMs: number | undefined }): number {
  const longest = Math.min(longestDelayMs, firstDelayMs * 2 ** (wait.attempt - 1));
  return (
    (wait.retryAfterMs ?? 0) + wait.random.next() * (wait.retryAfterMs === undefined ? longest : firstDelayMs)
  );
}

function failure(
  { kind, code, message, next }: ExplainedError,
  attempts: number,
  cause: unknown,
): TeachwhyError {
  return new TeachwhyError({
    code,
    message: attempts > 1 ? `After ${attempts} attempts: ${message}` : message,
    next,
    data: { kind, attempts },
    cause,
  });
}
