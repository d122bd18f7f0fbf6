import type { LanguageModelV3Middleware } from "@ai-sdk/provider";
import { type Clock, systemClock } from "./clock.ts";
import { middleware } from "./middleware.ts";

export interface LimiterOptions {
  /**
   * A fixed number of attempts at once, or "auto" (default): begins at 8, doubles with each round trip until the first
   * overload, then grows by one a round trip, and halves on overload; never below 1 or above `ceiling`.
   */
  concurrency?: number | "auto" | undefined;
  /** Default 256. */
  ceiling?: number;
  clock?: Clock | undefined;
  /** Ends a pause at once. */
  giveUp?: AbortSignal | undefined;
}

/** What an answer says about the provider's load: nothing, too much, or too much until a time from now. */
export type OverloadOf = (error: unknown) => { retryAfterMs?: number | undefined } | undefined;

export interface Limiter {
  /**
   * Waits for a free slot and works in it. An overload halves the limit; one that says when to come back holds all
   * others back until then, too: they would only be turned away and use up their attempts.
   */
  run<T>(work: () => PromiseLike<T>, overloadOf: OverloadOf): Promise<T>;
  state(): { inFlight: number; limit: number };
}

const firstLimit = 8;

/** One for everything that shares a provider's rate limit: its host. */
export function createLimiter(options: LimiterOptions = {}): Limiter {
  const { concurrency = "auto", ceiling = 256, clock = systemClock, giveUp } = options;
  const adapts = concurrency === "auto";
  const waiting: (() => void)[] = [];
  let limit = adapts ? Math.min(firstLimit, ceiling) : concurrency;
  let inFlight = 0;
  // Answers to attempts that were sent before the last cut say nothing about the limit after it: of all overload
  // answers of one round trip only the first halves. So an attempt remembers how many cuts it was sent after.
  let cuts = 0;
  let pausedUntil = 0;

  const admit = () => {
    if (clock.now() < pausedUntil && !giveUp?.aborted) return;
    while (waiting.length > 0 && inFlight < Math.floor(limit)) {
      inFlight += 1;
      waiting.shift()?.();
    }
  };
  const pause = (ms: number) => {
    const until = clock.now() + ms;
    if (until <= pausedUntil) return;
    pausedUntil = until;
    clock.sleep(ms, giveUp).then(admit, admit);
  };
  const grow = () => {
    // Slow start, then additive increase (RFC 5681): one alone would take hours to find a limit of 256 with answers
    // that take ten seconds, the other would run into overload again and again.
    limit = Math.min(ceiling, limit + (cuts === 0 ? 1 : 1 / limit));
  };

  return {
    async run(work, overloadOf) {
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
        const overload = overloadOf(error);
        if (overload?.retryAfterMs) pause(overload.retryAfterMs);
        if (overload && adapts && cuts === cutsBefore) {
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
  overloadOf: OverloadOf;
  /** Ends what waits for a slot, with its reason. Default: the call's own abort signal. */
  giveUp?: AbortSignal | undefined;
}

/** Holds a slot of the limiter for each attempt; not while one waits to be tried again. */
export function concurrency({ limiter, overloadOf, giveUp }: ConcurrencyOptions): LanguageModelV3Middleware {
  return middleware(({ model, params }) =>
    limiter.run(async () => {
      (giveUp ?? params.abortSignal)?.throwIfAborted();
      return model.doGenerate(params);
    }, overloadOf),
  );
}
