// Every arm on every suite, with thought free: what was done, what was refused, what could not be read.
import type { Results } from "../../experiments/index.ts";
import type { Block, Section, Table } from "../blocks.ts";
import { armCell, balancedCell, rateCell } from "../cells.ts";
import { orderArms } from "../learning.ts";
import { isMainOutcome, orderOutcomes, orderSuites, outcomeLabel, suiteLabel } from "../words.ts";

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
    lead: "Beside each figure: 95% interval for these cases, then in brackets for worlds like these. Where nothing was seen, the figure is its upper bound.",
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
