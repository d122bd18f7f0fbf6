import type { Estimate, Range } from "../../recipes/index.ts";
import { duration } from "../progress/time-left.ts";

/** Rows of name and value. */
export function describeEstimate({
  basis,
  calls,
  inputTokens,
  outputTokens,
  usd,
  seconds,
}: Estimate): [string, string][] {
  return [
    ["calls", inWords(calls, count)],
    ["tokens", `${inWords(inputTokens, count)} in; ${inWords(outputTokens, count)} out`],
    [
      "price",
      usd === undefined ? "unknown: no price for one of the models (--prices FILE)" : inWords(usd, dollars),
    ],
    ["time", inWords(seconds, duration)],
    ["", saysBasis(basis)],
  ];
}

function saysBasis(basis: Estimate["basis"]): string {
  if (basis.kind === "rough") return "a rough guess: nothing was measured yet (--pilot 5 measures)";
  if (basis.kind === "measured")
    return `measured on ${basis.records} records of the last run with these models`;
  return `a guess from ${basis.records} records that were written by hand; a teacher that thinks first takes more (--pilot 5 measures)`;
}

function inWords({ low, likely, high }: Range, say: (value: number) => string): string {
  return high === 0 ? say(0) : `about ${say(likely)} (${say(low)} to ${say(high)})`;
}

/** Two digits are all that an estimate knows. */
function count(value: number): string {
  if (value === 0) return "0";
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1);
  const rounded = Math.ceil(value / unit) * unit;
  return rounded.toLocaleString("en", { maximumFractionDigits: 0 });
}

export function dollars(usd: number): string {
  if (usd === 0) return "$0";
  return usd < 0.1 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}
