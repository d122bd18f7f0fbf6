import type { LanguageModelV3Middleware } from "@ai-sdk/provider";
import { middleware } from "./middleware.ts";

export interface LimiterOptions {
  /**
   * A fixed number of attempts at once, or "auto" (default): begins at 8, doubles with each round trip until the first
   * overload, then grows by one a round trip, and halves on overload; never below 1 or above `ceiling`.
   */
  concurrency?: number | "auto" | undefined;
  /** Default 256. */
  ceiling?: number;
}

export interface Limiter {
  /** Waits for a free slot and works in it. An error for which `isOverload` holds halves the limit. */
  run<T>(work: () => PromiseLike<T>, isOverload: (error: unknown) => boolean): Promise<T>;
  state(): { inFlight: number; limit: number };
}

const firstLimit = 8;

/** One for everything that shares a provider's rate limit: its host. */
export function createLimiter({ concurrency = "auto", ceiling = 256 }: LimiterOptions = {}): Limiter {
  const adapts = concurrency === "auto";
  const waiting: (() => void)[] = [];
  let limit = adapts ? Math.min(firstLimit, ceiling) : concurrency;
  let inFlight = 0;
  // Answers to attempts that were sent before the last cut say nothing about the limit after it: of all overload
  // answers of one round trip only the first halves. So an attempt remembers how many cuts it was sent after.
  let cuts = 0;

  const admit = () => {
    while (waiting.length > 0 && inFlight < Math.floor(limit)) {
      inFlight += 1;
      waiting.shift()?.();
    }
  };
  const grow = () => {
    // Slow start, then additive increase (RFC 5681): one alone would take hours to find a limit of 256 with answers
    // that take ten seconds, the other would run into overload again and again.
    limit = Math.min(ceiling, limit + (cuts === 0 ? 1 : 1 / limit));
  };

  return {
    async run(work, isOverload) {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        admit();
      });
      const cutsBefore = cuts;
      try {
        const result = await work();
        // Only a limit that was needed has been tried.
        if (adapts && cuts === cutsBefore && inFlight >= Math.floor(limit)) grow();
        return result;
      } catch (error) {
        if (adapts && cuts === cutsBefore && isOverload(error)) {
          limit = Math.max(1, limit / 2);
          cuts += 1;
        }
        throw error;
      } finally {
        inFlight -= 1;
        admit();
      }
    },
    state: () => ({ inFlight, limit: Math.floor(limit) }),
  };
}

export interface ConcurrencyOptions {
  limiter: Limiter;
  isOverload: (error: unknown) => boolean;
  /** Ends what waits for a slot, with its reason. Default: the call's own abort signal. */
  giveUp?: AbortSignal | undefined;
}

/** Holds a slot of the limiter for each attempt; not while one waits to be tried again. */
export function concurrency({ limiter, isOverload, giveUp }: ConcurrencyOptions): LanguageModelV3Middleware {
  return middleware(({ model, params }) =>
    limiter.run(async () => {
      (giveUp ?? params.abortSignal)?.throwIfAborted();
      return model.doGenerate(params);
    }, isOverload),
  );
}
