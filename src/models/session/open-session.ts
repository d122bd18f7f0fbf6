import { setMaxListeners } from "node:events";
import { join } from "node:path";
import type { LanguageModelV3 } from "@ai-sdk/provider";
import { createRandom } from "../../statistics/index.ts";
import { openEvents, TeachwhyError } from "../../store/index.ts";
import { withoutKeys } from "../batch/open-offline-model.ts";
import { explainCallError } from "../registry/explain-call-error.ts";
import { factsOf } from "../registry/kinds.ts";
import { loadPrices } from "../registry/load-prices.ts";
import { type OpenContext, type OpenedModel, openModel } from "../registry/open-model.ts";
import { parseModelName } from "../registry/parse-model-name.ts";
import { type Price, type Prices, priceOf } from "../registry/prices.ts";
import { redact } from "../registry/redact.ts";
import type { Answer, AskRequest, Budget, ModelRole, Session } from "../types.ts";
import { type AskTools, ask, type ParkedCall } from "./ask.ts";
import { budget as budgetLayer } from "./budget.ts";
import { cache } from "./cache.ts";
import { openCallStore } from "./call-store.ts";
import type { Clock } from "./clock.ts";
import { concurrency as concurrencyLayer, createLimiter, type Limiter } from "./concurrency.ts";
import { errorsAsAnswers } from "./errors-as-answers.ts";
import { openLedger } from "./ledger.ts";
import { type LoggedCall, log as logLayer } from "./log.ts";
import { stack } from "./middleware.ts";
import { retry } from "./retry.ts";
import { timeLimit } from "./time-limit.ts";
import { type BoundOptions, boundOptionsOf } from "./usage-bound.ts";

export interface SessionOptions {
  /** Folder of the store; answers are in `calls.db` and shared by all runs. */
  store: string;
  /** Name of the run that pays. The caller holds its lock: what it left in flight counts as possibly paid. */
  run: string;
  /** Model strings. A role without one uses the teacher. */
  models: Partial<Record<ModelRole, string>> & { teacher: string };
  /** Caps of the whole run, earlier processes included. Default: none. */
  budget?: Budget | undefined;
  /** Default: those that come with teachwhy. */
  prices?: Prices | undefined;
  /** A fixed number of calls at once to each host, or "auto" (default). */
  concurrency?: number | "auto" | undefined;
  /** Default 10. */
  maxAttempts?: number | undefined;
  /** Default 300,000: what Node waits for the head of an answer in any case. */
  attemptTimeoutMs?: number | undefined;
  /** A file that gets a line of JSON an attempt. Default: none. */
  log?: string | undefined;
  /** Takes every call that has no stored answer; nothing is sent then, and the answer is `pending`.
   * A promise is waited for. */
  park?: ((call: ParkedCall) => unknown) | undefined;
  /** Ends all calls in flight. */
  signal?: AbortSignal | undefined;
  context?: OpenContext | undefined;
  clock?: Clock | undefined;
}

const defaultAttemptTimeoutMs = 300_000;

/**
 * Opens the store of calls and the run's ledger; a model is opened when it is first asked. Throws TeachwhyErrors: a
 * wrong model string, `unknown-price` where a cap in USD could not hold, a store that cannot be used.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { store: folder, run, models, budget, prices = loadPrices(), signal, clock } = options;
  // Nothing is sent where calls are parked, so no key is needed.
  const context = options.park
    ? { ...options.context, env: withoutKeys(options.context?.env) }
    : options.context;
  const names = [...new Set(Object.values(models))];
  for (const name of names) parseModelName(name);

  const opening = new Map<string, Promise<OpenedModel>>();
  const open = (name: string) => {
    const known = opening.get(name) ?? openModel(name, context);
    opening.set(name, known);
    return known;
  };
  if (budget?.usd !== undefined && !options.park) {
    for (const name of names) requirePrice(await open(name), prices, budget.usd);
  }

  const store = openCallStore(join(folder, "calls.db"));
  const ledger = openLedger({ budget, journal: { store, run } });
  const events = options.log === undefined ? undefined : openEvents(options.log);
  const random = createRandom(Date.now() + process.pid, "retry");

  // `stop` ends what is in flight. `end` lets it finish, since it is paid for, and lets nothing more be sent: of what
  // ends a run, all but a cap would meet the next call too.
  const [stop, end] = [new AbortController(), new AbortController()];
  // Every call in flight listens; Node takes more than ten listeners for a leak.
  setMaxListeners(0, stop.signal, end.signal);
  const onStop = () => {
    stop.abort(signal?.reason);
    end.abort(signal?.reason);
  };
  if (signal?.aborted) onStop();
  signal?.addEventListener("abort", onStop, { once: true });

  const writeLog = (call: LoggedCall) => {
    try {
      events?.append(call);
    } catch (error) {
      // The answer is paid for: it is stored all the same, if there is room for it.
      end.abort(error);
    }
  };

  const limiters = new Map<string, Limiter>();
  const limiterOf = (opened: OpenedModel) => {
    const host = hostOf(opened);
    const concurrency = opened.maxConcurrency ?? options.concurrency;
    const known = limiters.get(host) ?? createLimiter({ concurrency, clock, giveUp: end.signal });
    limiters.set(host, known);
    return known;
  };

  const layered = (opened: OpenedModel, price: Price | undefined, bound: BoundOptions): LanguageModelV3 => {
    const explain = (error: unknown) => explainCallError(error, opened);
    const overloadOf = (error: unknown) => {
      const { code, retryAfterMs } = explain(error);
      return code === "rate-limited" || code === "overloaded" ? { retryAfterMs } : undefined;
    };
    const model = redact(opened.name);
    const { attemptTimeoutMs = defaultAttemptTimeoutMs, maxAttempts } = options;
    return stack(opened.model, [
      cache({ store, identity: opened.identity, model }),
      errorsAsAnswers(),
      retry({ explain, random, maxAttempts, clock, giveUp: end.signal }),
      concurrencyLayer({ limiter: limiterOf(opened), overloadOf, giveUp: end.signal }),
      budgetLayer({ ledger, model, price, explain, giveUp: end.signal, ...bound }),
      ...(events ? [logLayer({ write: writeLog, model, price, explain, clock })] : []),
      // In this process nothing hangs, and slow is no reason to begin again.
      ...(factsOf(opened.kind).free ? [] : [timeLimit({ attemptTimeoutMs })]),
    ]);
  };
  const park = async (call: ParkedCall): Promise<boolean> => {
    if (!options.park || store.answer(call.key)) return false;
    await options.park(call);
    return true;
  };
  const prepare = async (name: string): Promise<AskTools> => {
    const opened = await open(name);
    const price = priceOf(opened, prices);
    const bound = boundOptionsOf(opened);
    return {
      opened,
      price,
      bound,
      signal: stop.signal,
      park,
      hasAnswered: false,
      model: layered(opened, price, bound),
    };
  };
  const prepared = new Map<string, Promise<AskTools>>();
  const toolsOf = (role: ModelRole) => {
    const name = models[role] ?? models.teacher;
    const known = prepared.get(name) ?? prepare(name);
    prepared.set(name, known);
    return known;
  };

  const active = new Set<Promise<unknown>>();
  const askOnce = async <T>(request: AskRequest<T>): Promise<Answer<T>> => {
    end.signal.throwIfAborted();
    try {
      return (await ask(request, await toolsOf(request.role))) as Answer<T>;
    } catch (error) {
      if (!(error instanceof TeachwhyError && error.code === "budget-reached")) end.abort(error);
      throw error;
    }
  };

  return {
    ask(request) {
      const answer = askOnce(request);
      active.add(answer);
      const done = () => active.delete(answer);
      answer.then(done, done);
      return answer;
    },
    spend: ledger.spend,
    spendByStep: ledger.spendByStep,
    concurrency() {
      const states = [...limiters.values()].map((limiter) => limiter.state());
      if (states.length === 0) return createLimiter({ concurrency: options.concurrency }).state();
      const sum = (name: "inFlight" | "limit") => states.reduce((total, state) => total + state[name], 0);
      return { inFlight: sum("inFlight"), limit: sum("limit") };
    },
    async close() {
      end.abort(closed());
      await Promise.allSettled(active);
      await store.close();
      events?.close();
      signal?.removeEventListener("abort", onStop);
    },
  };
}

const closed = () =>
  new TeachwhyError({
    code: "session-closed",
    message: "The session of calls was closed before this call was sent.",
    next: "Run the same command again: what was answered is stored.",
  });

/** Models behind one address share its limits; providers with an address of their own are told apart by their kind. */
function hostOf({ name, kind }: OpenedModel): string {
  return /^https?:\/\/([^/#?]+)/.exec(parseModelName(name).rest)?.[1] ?? kind;
}

function requirePrice(opened: OpenedModel, prices: Prices, usd: number): void {
  if (priceOf(opened, prices)) return;
  const mark = opened.name.includes("?") ? "&" : "?";
  throw new TeachwhyError({
    code: "unknown-price",
    message: `No price is known for ${opened.name}, so a cap of USD ${usd} could not hold.`,
    next: `Give its price in USD for a million tokens, as in "${opened.name}${mark}priceIn=3&priceOut=15", or in a price file; or cap tokens or calls instead.`,
    data: { model: opened.name },
  });
}
