// Cells that several sections share: an arm with its standing, a rate with both its intervals.
import type { PooledRate, Results, ThoughtMode } from "../experiments/index.ts";
import type { Cell } from "./blocks.ts";
import { percent, rateSpan, rateText, worldsSpan } from "./format.ts";
import { learningNote } from "./learning.ts";
import { isUnwanted, isWanted } from "./words.ts";

export function armCell(results: Results, arm: string): Cell {
  const note = learningNote(results, arm);
  return note ? { text: arm, small: note } : arm;
}

export function rateCell(rate: PooledRate | undefined): Cell {
  if (!rate || rate.n === 0) return { text: "–", tone: "quiet" };
  const { outcome, overWorlds } = rate;
  const judged = isUnwanted(outcome) || isWanted(outcome);
  return {
    text: rateText(rate),
    value: rate.rate,
    small: [rateSpan(rate), rate.events === 0 ? "" : worldsSpan(overWorlds)].filter(Boolean).join(" "),
    title: `${rate.events} of ${rate.n} samples; these cases ${percent(rate.low)} to ${percent(rate.high)}; mean over ${overWorlds.worlds} worlds ${percent(overWorlds.mean)}`,
    ...(judged ? { bar: { share: rate.rate, wanted: !isUnwanted(outcome) } } : {}),
  };
}

export function balancedCell(
  results: Results,
  { arm, suite, thought }: { arm: string; suite: string; thought: ThoughtMode },
): Cell {
  const found = results.balanced.find(
    (one) => one.arm === arm && one.suite === suite && one.thought === thought,
  );
  if (!found || found.overWorlds.worlds === 0) return { text: "–", tone: "quiet" };
  const { mean, worlds, values } = found.overWorlds;
  return {
    text: percent(mean),
    value: mean,
    small: worldsSpan(found.overWorlds) || "one world",
    title: `${worlds} worlds: ${values.map(percent).join(", ")}`,
    bar: { share: mean, wanted: true },
  };
}
