// A run whose items mostly come to nothing is stopped before it has spent its budget: a recipe that kept 92% of 12
// items kept 75% of 700, and hidden reasoning once ate the token limit and left 3% of the yield.
import type { StepCounts } from "./counts.ts";

export interface EarlyStop {
  /** Items that must have ended before anything is judged. */
  after: number;
  /** Share of ended items that must come to a record. */
  minKeepRate: number;
  /** Share of ended items that may be cut at the maximum of tokens. */
  maxTruncated: number;
}

export const earlyStopDefaults: EarlyStop = { after: 30, minKeepRate: 0.1, maxTruncated: 0.2 };

export interface Ended {
  kept: number;
  rejected: number;
  failed: number;
  truncated: number;
}

/** Why to stop, in words with what to do; undefined while all is well. `optional`: steps that can be left out. */
export function reasonToStop(
  ended: Ended,
  limits: EarlyStop,
  { steps, optional }: { steps: () => StepCounts[]; optional: readonly string[] },
): string | undefined {
  const all = ended.kept + ended.rejected + ended.failed;
  if (all < limits.after || all === 0) return undefined;
  const percent = (part: number) => `${((100 * part) / all).toFixed(0)}%`;
  if (ended.truncated / all > limits.maxTruncated) {
    const step = most(steps(), ({ failed }) => failed.truncated ?? 0);
    return (
      `${percent(ended.truncated)} of ${all} items were cut at the maximum of tokens, most of them in the step "${step.step}". ` +
      "Raise the model's maxTokens or lower its thinking, or allow it with --max-truncated."
    );
  }
  if (ended.kept / all < limits.minKeepRate) {
    const step = most(steps(), (one) => sum(one.rejected) + sum(one.failed));
    const why = [...Object.entries(step.rejected), ...Object.entries(step.failed)]
      .sort(([, a], [, b]) => b - a)
      .slice(0, 3)
      .map(([reason, count]) => `${reason} (${count})`);
    const leaveOut = optional.includes(step.step) ? `, leave the step out with --without ${step.step}` : "";
    return (
      `Only ${percent(ended.kept)} of ${all} items came to a record. Most were lost in the step "${step.step}": ${why.join(", ")}. ` +
      `Read rejected.jsonl and failures.jsonl; then change the prompt or the model${leaveOut}, or allow it with --min-keep-rate 0.`
    );
  }
  return undefined;
}

function most(steps: StepCounts[], count: (step: StepCounts) => number): StepCounts {
  return steps.reduce((best, step) => (count(step) > count(best) ? step : best));
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, one) => total + one, 0);
