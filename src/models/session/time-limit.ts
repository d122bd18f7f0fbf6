import type { LanguageModelV3GenerateResult, LanguageModelV3Middleware } from "@ai-sdk/provider";
import { middleware } from "./middleware.ts";

export interface TimeLimitOptions {
  /** For one attempt, from sending to the whole answer. */
  attemptTimeoutMs: number;
}

/** Ends an attempt that takes too long: a server that hangs says nothing. Throws a `TimeoutError`. */
export function timeLimit({ attemptTimeoutMs }: TimeLimitOptions): LanguageModelV3Middleware {
  return middleware(({ model, params }) => {
    const outer = params.abortSignal;
    const own = new AbortController();
    return new Promise<LanguageModelV3GenerateResult>((resolve, reject) => {
      // Rejected at once, for a model that does not look at its signal.
      const end = (reason: unknown) => {
        own.abort(reason);
        reject(reason);
      };
      const stop = () => end(outer?.reason);
      const timer = setTimeout(() => end(timedOut(attemptTimeoutMs)), attemptTimeoutMs);
      // Not AbortSignal.any: a signal that lives as long as the run would keep every attempt in memory.
      outer?.addEventListener("abort", stop, { once: true });
      const done = () => {
        clearTimeout(timer);
        outer?.removeEventListener("abort", stop);
      };
      if (outer?.aborted) {
        done();
        return reject(outer.reason);
      }
      model.doGenerate({ ...params, abortSignal: own.signal }).then(
        (result) => {
          done();
          resolve(result);
        },
        (error) => {
          done();
          reject(error);
        },
      );
    });
  });
}

/** As `AbortSignal.timeout` names it. */
const timedOut = (attemptTimeoutMs: number) =>
  new DOMException(`No whole answer within ${attemptTimeoutMs / 1000} seconds.`, "TimeoutError");
