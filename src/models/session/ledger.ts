// What a run has spent and what it may still spend. The worst case of a call is reserved before it is sent, so that
// the caps hold at any concurrency; a call that does not fit beside those in flight waits for them, since most cost
// far less than their worst case, and is refused only when it would not fit if they cost nothing.
import { TeachwhyError } from "../../store/index.ts";
import type { Budget, Spend } from "../types.ts";
import type { CallStore, Settlement } from "./call-store.ts";

export interface Cost {
  inputTokens: number;
  outputTokens: number;
  /** Undefined: no price is known. */
  usd: number | undefined;
}

export interface LedgerCall {
  key: string;
  step: string;
  /** Name of the model as it was asked for. */
  model: string;
  worst: Cost;
}

export type AttemptOutcome =
  | { state: "answered"; cost: Cost }
  /** The server said no: nothing is paid. */
  | { state: "failed" }
  /** Nobody knows whether the server finished it: it counts at its worst case. */
  | { state: "possibly-paid" };

export interface Reservation {
  settle(outcome: AttemptOutcome): void;
}

export interface Ledger {
  /** Resolves once the attempt is reserved and in the journal. Throws `budget-reached`. */
  reserve(call: LedgerCall): Promise<Reservation>;
  spend(): Spend;
  spendByStep(): Record<string, Spend>;
}

export interface LedgerOptions {
  /** The caps of the whole run, earlier processes included. Default: none. */
  budget?: Budget | undefined;
  /** Keeps the attempts, under the run's name. Default: nothing is kept. */
  journal?: { store: CallStore; run: string };
}

/** With a journal, the caller holds the run's lock: what it left in flight is dead, and counts as possibly paid. */
export function openLedger({ budget = {}, journal }: LedgerOptions = {}): Ledger {
  const total = noSpend();
  const steps = new Map<string, Spend>();
  const inFlight = { calls: 0, tokens: 0, usd: 0 };
  const waiting: { call: LedgerCall; resolve: () => void; reject: (error: unknown) => void }[] = [];

  const stepOf = (step: string): Spend => {
    const known = steps.get(step) ?? noSpend();
    steps.set(step, known);
    return known;
  };
  const count = (
    step: string,
    state: "answered" | "possibly-paid",
    cost: Cost,
    calls = 1,
    unpriced?: number,
  ) => {
    for (const spend of [total, stepOf(step)]) {
      const { inputTokens, outputTokens, usd = 0 } = cost;
      spend.unpricedCalls += unpriced ?? (cost.usd === undefined ? calls : 0);
      if (state === "answered") {
        spend.calls += calls;
        spend.inputTokens += inputTokens;
        spend.outputTokens += outputTokens;
        spend.usd += usd;
      } else {
        spend.possiblyPaid.calls += calls;
        spend.possiblyPaid.tokens += inputTokens + outputTokens;
        spend.possiblyPaid.usd += usd;
      }
    }
  };

  if (journal) {
    journal.store.abandonAttempts(journal.run);
    for (const { step, state, calls, unpricedCalls, ...cost } of journal.store.attemptSums(journal.run)) {
      if (state === "answered" || state === "possibly-paid") count(step, state, cost, calls, unpricedCalls);
    }
  }

  /** The first cap that this call would pass beside what is spent and, where asked, what is in flight. */
  const passedCap = ({ worst }: LedgerCall, beside: typeof inFlight): keyof Budget | undefined => {
    const { calls, tokens, usd } = budget;
    const paid = total.possiblyPaid;
    const spentTokens = total.inputTokens + total.outputTokens + paid.tokens;
    if (calls !== undefined && total.calls + paid.calls + beside.calls + 1 > calls) return "calls";
    if (tokens !== undefined && spentTokens + beside.tokens + tokensOf(worst) > tokens) return "tokens";
    // Sums of floating numbers are off by far less than this.
    const spentUsd = total.usd + paid.usd + beside.usd + (worst.usd ?? 0);
    if (usd !== undefined && spentUsd > usd + 1e-9) return "usd";
    return undefined;
  };
  const nothing = { calls: 0, tokens: 0, usd: 0 };

  const hold = ({ worst }: LedgerCall, sign: 1 | -1) => {
    inFlight.calls += sign;
    inFlight.tokens += sign * tokensOf(worst);
    inFlight.usd = inFlight.calls === 0 ? 0 : inFlight.usd + sign * (worst.usd ?? 0);
  };
  /** Oldest first, so that a large call is not passed by small ones for ever. */
  const admit = () => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const refused = passedCap(next.call, nothing);
      if (refused) {
        waiting.shift();
        next.reject(budgetReached({ cap: refused, budget, call: next.call, total, steps }));
      } else if (!passedCap(next.call, inFlight)) {
        waiting.shift();
        hold(next.call, 1);
        next.resolve();
      } else return;
    }
  };

  return {
    async reserve(call) {
      await new Promise<void>((resolve, reject) => {
        waiting.push({ call, resolve, reject });
        admit();
      });
      const { key, step, model, worst } = call;
      let id: number | undefined;
      try {
        const attempt = { step, model, key, state: "sent" as const, ...worst };
        id = await journal?.store.putAttempt({ run: journal.run, ...attempt });
      } catch (error) {
        hold(call, -1);
        admit();
        throw error;
      }
      return {
        settle(outcome) {
          hold(call, -1);
          const cost = outcome.state === "answered" ? outcome.cost : worst;
          if (outcome.state !== "failed") count(step, outcome.state, cost);
          admit();
          if (id === undefined) return;
          const settlement: Settlement = { key, state: outcome.state, ...cost };
          // Nobody waits for this: it shares its transaction with the answer, whose store tells of a full disk.
          // An attempt that stays `sent` counts at its worst case after a restart, which is the safe side.
          journal?.store.settleAttempt(id, settlement).catch(() => {});
        },
      };
    },
    spend: () => structuredClone(total),
    spendByStep: () => structuredClone(Object.fromEntries(steps)),
  };
}

const tokensOf = ({ inputTokens, outputTokens }: Cost) => inputTokens + outputTokens;

function noSpend(): Spend {
  return {
    calls: 0,
    inputTokens: 0,
    outputTokens: 0,
    usd: 0,
    possiblyPaid: { calls: 0, tokens: 0, usd: 0 },
    unpricedCalls: 0,
  };
}

interface Reached {
  cap: keyof Budget;
  budget: Budget;
  call: LedgerCall;
  total: Spend;
  steps: Map<string, Spend>;
}

const capNames = { usd: "USD", tokens: "tokens", calls: "calls" } as const;

function budgetReached({ cap, budget, call, total, steps }: Reached): TeachwhyError {
  const spentOf = (spend: Spend) =>
    ({
      usd: `USD ${(spend.usd + spend.possiblyPaid.usd).toFixed(4)}`,
      tokens: `${spend.inputTokens + spend.outputTokens + spend.possiblyPaid.tokens} tokens`,
      calls: `${spend.calls + spend.possiblyPaid.calls} calls`,
    })[cap];
  const next = { usd: call.worst.usd?.toFixed(4), tokens: tokensOf(call.worst), calls: 1 }[cap];
  const byStep = [...steps].map(([step, spend]) => `${step || "(no step)"} ${spentOf(spend)}`).join(", ");
  const unsure = total.possiblyPaid.calls;
  const paid = unsure > 0 ? ` ${unsure} possibly paid calls are in it at their worst case.` : "";
  return new TeachwhyError({
    code: "budget-reached",
    message: `The cap of ${capNames[cap]} ${budget[cap]} is reached: ${spentOf(total)} spent${byStep === "" ? "" : ` (${byStep})`}, and the next call of ${call.step || "(no step)"} could take ${next} more.${paid}`,
    next: "Raise the cap and run the same command again: it goes on where it stopped, and no stored answer is asked for again. A smaller maximum of output tokens makes the worst case of a call smaller.",
    data: { cap, budget, spent: structuredClone(total), byStep: structuredClone(Object.fromEntries(steps)) },
  });
}
