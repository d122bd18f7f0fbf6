// What calls cost, by step. An item carries what was spent on it; a fan-out divides that among its children, so that
// the sum over all items that ended is what they cost together.
import type { Answer } from "../../models/index.ts";

export interface Spent {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** Known prices only. */
  usd: number;
  /** Calls whose model has no known price. */
  unpricedCalls: number;
}

export type SpentByStep = Record<string, Spent>;

export const nothingSpent = (): Spent => ({
  calls: 0,
  inputTokens: 0,
  outputTokens: 0,
  usd: 0,
  unpricedCalls: 0,
});

export function spentOn({ usage, costUsd }: Pick<Answer, "usage" | "costUsd">): Spent {
  return {
    calls: 1,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    usd: costUsd ?? 0,
    unpricedCalls: costUsd === undefined ? 1 : 0,
  };
}

/** Adds in place. */
export function addSpent(total: Spent, more: Spent, share = 1): void {
  total.calls += share * more.calls;
  total.inputTokens += share * more.inputTokens;
  total.outputTokens += share * more.outputTokens;
  total.usd += share * more.usd;
  total.unpricedCalls += share * more.unpricedCalls;
}

/** Adds in place. */
export function addByStep(total: SpentByStep, more: SpentByStep, share = 1): void {
  for (const [step, spent] of Object.entries(more)) {
    total[step] ??= nothingSpent();
    addSpent(total[step], spent, share);
  }
}

export function sumOf(byStep: SpentByStep): Spent {
  const total = nothingSpent();
  for (const spent of Object.values(byStep)) addSpent(total, spent);
  return total;
}

/** In USD to a billionth, for sums of shares end in long tails; undefined where a price is unknown. */
export function costOf(byStep: SpentByStep): number | undefined {
  const { usd, unpricedCalls } = sumOf(byStep);
  return unpricedCalls > 0 ? undefined : Math.round(usd * 1e9) / 1e9;
}
