// What each step did: what went in and came out, why the rest did not, and what that cost.
import { addSpent, nothingSpent, type Spent, type SpentByStep } from "./spent.ts";

export interface StepCounts {
  step: string;
  /** Items that it ended with: passed on, rejected or failed. */
  in: number;
  out: number;
  /** Reason to number. */
  rejected: Record<string, number>;
  failed: Record<string, number>;
  /** On its calls, for items that ended; shares of a fan-out's call count with the children that ended. */
  spent: Spent;
  /** On all calls, of this and earlier steps, for the items that this step turned down or that failed in it. */
  lost: Spent;
}

export interface Counts {
  passed(step: string, out: number): void;
  rejected(step: string, reason: string, spent: SpentByStep): void;
  failed(step: string, kind: string, spent: SpentByStep): void;
  accepted(spent: SpentByStep): void;
  steps(): StepCounts[];
  totals(): { rejected: number; failed: number; truncated: number };
}

/** Rows in the order of `steps`, then of `controls`, whose losses are no losses of items. */
export function createCounts(steps: string[], controls: string[]): Counts {
  const table = new Map<string, StepCounts>();
  const totals = { rejected: 0, failed: 0, truncated: 0 };
  const row = (step: string) => {
    const found = table.get(step) ?? {
      step,
      in: 0,
      out: 0,
      rejected: {},
      failed: {},
      spent: nothingSpent(),
      lost: nothingSpent(),
    };
    table.set(step, found);
    return found;
  };
  for (const name of [...steps, ...controls]) row(name);
  const book = (spent: SpentByStep, lostAt?: string) => {
    for (const [step, one] of Object.entries(spent)) {
      addSpent(row(step).spent, one);
      if (lostAt !== undefined) addSpent(row(lostAt).lost, one);
    }
  };
  const tally = (list: Record<string, number>, key: string) => {
    list[key] = (list[key] ?? 0) + 1;
  };
  return {
    passed(step, out) {
      row(step).in++;
      row(step).out += out;
    },
    rejected(step, reason, spent) {
      row(step).in++;
      tally(row(step).rejected, reason);
      if (!controls.includes(step)) totals.rejected++;
      book(spent, step);
    },
    failed(step, kind, spent) {
      row(step).in++;
      tally(row(step).failed, kind);
      book(spent, step);
      if (controls.includes(step)) return;
      totals.failed++;
      if (kind === "truncated") totals.truncated++;
    },
    accepted: (spent) => book(spent),
    steps: () =>
      structuredClone([...table.values()].filter(({ step, in: items }) => items > 0 || steps.includes(step))),
    totals: () => ({ ...totals }),
  };
}
