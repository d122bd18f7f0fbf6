import type { ModelRole } from "../../models/index.ts";
import type { Averages } from "./averages.ts";

export interface Range {
  low: number;
  likely: number;
  high: number;
}

export interface Estimate {
  records: number;
  /** What it rests on: an earlier run, the hand-made examples, or nothing but the prompts' length. */
  basis: { kind: "rough" } | { kind: "hand-made" | "measured"; records: number };
  calls: Range;
  inputTokens: Range;
  outputTokens: Range;
  /** Undefined where a model's price is not known. */
  usd: Range | undefined;
  seconds: Range;
}

interface EstimateOptions {
  averages: Averages;
  /** Records still to make. */
  records: number;
  /** USD for these tokens of a role's model; undefined where its price is not known. */
  cost(role: ModelRole, tokens: { inputTokens: number; outputTokens: number }): number | undefined;
  /** Calls at once. */
  concurrency: number;
}

/** Where nothing was measured. */
const roughSecondsPerCall = 12;

export function estimateRun({ averages, records, cost, concurrency }: EstimateOptions): Estimate {
  let calls = 0;
  let inputTokens = 0;
  let outputTokens = 0;
  let usd: number | undefined = 0;
  for (const step of Object.values(averages.steps)) {
    calls += records * step.calls;
    const tokens = {
      inputTokens: records * step.inputTokens,
      outputTokens: records * step.outputTokens,
    };
    inputTokens += tokens.inputTokens;
    outputTokens += tokens.outputTokens;
    const price = cost(step.role, tokens);
    usd = usd === undefined || price === undefined ? undefined : usd + price;
  }
  const basis = basisOf(averages);
  const [least, most] = factors(averages.records);
  const range = (likely: number): Range => ({ low: least * likely, likely, high: most * likely });
  const perSecond = averages.callsPerSecond ?? concurrency / roughSecondsPerCall;
  return {
    records,
    basis,
    calls: range(calls),
    inputTokens: range(inputTokens),
    outputTokens: range(outputTokens),
    usd: usd === undefined ? undefined : range(usd),
    seconds: range(calls / perSecond),
  };
}

function basisOf({ records, handMade = 0 }: Averages): Estimate["basis"] {
  if (records > 0) return { kind: "measured", records };
  return handMade > 0 ? { kind: "hand-made", records: handMade } : { kind: "rough" };
}

/**
 * How far off it may be; another writer than the hand that made the examples may take half or twice as much, so those
 * make it no surer. Upwards more than downwards: keep rates fall with scale (92% of 12 items, 75% of 700 in a
 * published replication), and the surer the more records it was measured on.
 */
function factors(records: number): [number, number] {
  if (records === 0) return [0.4, 2.5];
  const doubt = 1 / Math.sqrt(records);
  return [1 / (1.1 + doubt), 1.3 + 1.5 * doubt];
}
