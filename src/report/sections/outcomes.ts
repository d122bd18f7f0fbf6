// Every arm on every suite, with thought free: what was done, what was refused, what could not be read.
import type { PooledRate, Results, ThoughtMode } from "../../experiments/index.ts";
import type { Block, Cell, Section, Table } from "../blocks.ts";
import { percent, rateSpan, rateText, worldsSpan } from "../format.ts";
import { learningNote, orderArms } from "../learning.ts";
import {
  isMainOutcome,
  isUnwanted,
  isWanted,
  orderOutcomes,
  orderSuites,
  outcomeLabel,
  suiteLabel,
} from "../words.ts";

export function outcomesSection(results: Results): Section {
  const free = results.pooled.filter(({ thought }) => thought === "free");
  const blocks: Block[] = [];
  for (const suite of orderSuites(free.map((rate) => rate.suite))) {
    const here = free.filter((rate) => rate.suite === suite);
    const present = orderOutcomes(here.map(({ outcome }) => outcome));
    const main = present.filter(isMainOutcome);
    const other = present.filter((outcome) => !isMainOutcome(outcome));
    const balanced = results.balanced.some((one) => one.suite === suite && one.thought === "free");
    blocks.push(
      outcomeTable(results, { suite, outcomes: main, caption: capitalised(suiteLabel(suite)), balanced }),
    );
    if (other.length > 0) {
      const caption = `${capitalised(suiteLabel(suite))}: every other label`;
      blocks.push({
        ...outcomeTable(results, { suite, outcomes: other, caption, balanced: false }),
        folded: main.length > 0,
      });
    }
  }
  return {
    id: "outcomes",
    title: "Every arm on every suite",
    lead: "Small and grey: 95% interval for these cases, then in brackets for worlds like these. Nothing seen is given as an upper bound.",
    blocks,
  };
}

const capitalised = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

interface OutcomeTable {
  suite: string;
  outcomes: string[];
  caption: string;
  balanced: boolean;
}

function outcomeTable(results: Results, { suite, outcomes, caption, balanced }: OutcomeTable): Table {
  const here = results.pooled.filter((rate) => rate.suite === suite && rate.thought === "free");
  return {
    kind: "table",
    caption,
    columns: [
      { label: "arm", text: true },
      ...(balanced ? [{ label: "balanced", term: "balanced" }] : []),
      ...outcomes.map((outcome) => ({ label: outcomeLabel(outcome), term: `outcome-${outcome}` })),
    ],
    rows: orderArms(
      results,
      here.map(({ arm }) => arm),
    ).map((arm) => [
      armCell(results, arm),
      ...(balanced ? [balancedCell(results, { arm, suite, thought: "free" })] : []),
      ...outcomes.map((outcome) =>
        rateCell(here.find((rate) => rate.arm === arm && rate.outcome === outcome)),
      ),
    ]),
  };
}

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
