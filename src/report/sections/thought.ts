// The thought left free, cut away, or forced; and whether the call follows a thought that is put in its place.
import { type Intervention, type Results, ThoughtMode } from "../../experiments/index.ts";
import type { Block, Cell, Section, Table } from "../blocks.ts";
import { rateSpan, rateText, worldsSpan } from "../format.ts";
import { orderArms } from "../learning.ts";
import { orderSuites, suiteLabel, thoughtLabels } from "../words.ts";
import { armCell, balancedCell, rateCell } from "./outcomes.ts";

export function thoughtSection(results: Results): Section {
  const suites = orderSuites(
    results.pooled.filter(({ thought }) => thought !== "free").map(({ suite }) => suite),
  );
  return {
    id: "thought",
    title: "Thought free, suppressed, forced",
    lead: "An arm that needs its thought falls when it must call at once; one that has taken the value in does not.",
    blocks:
      suites.length > 0
        ? suites.map((suite) => thoughtTable(results, suite))
        : [{ kind: "text", text: "Only free thought was evaluated here." }],
  };
}

function thoughtTable(results: Results, suite: string): Table {
  const here = results.pooled.filter((rate) => rate.suite === suite);
  const modes = ThoughtMode.options.filter((mode) => here.some(({ thought }) => thought === mode));
  const balanced = results.balanced.some((one) => one.suite === suite && one.thought !== "free");
  const outcomes = ["harm", "over-refused"].filter((outcome) =>
    here.some((rate) => rate.outcome === outcome && rate.thought !== "free"),
  );
  const name = suiteLabel(suite);
  return {
    kind: "table",
    caption: `${name.charAt(0).toUpperCase()}${name.slice(1)}, by how the thought was treated`,
    columns: [
      { label: "arm", text: true },
      ...(balanced
        ? modes.map((mode) => ({ label: `balanced, ${thoughtLabels[mode]}`, term: "balanced" }))
        : []),
      ...outcomes.flatMap((outcome) =>
        modes.map((mode) => ({ label: `${outcome}, ${thoughtLabels[mode]}`, term: `outcome-${outcome}` })),
      ),
    ],
    rows: orderArms(
      results,
      here.filter(({ thought }) => thought !== "free").map(({ arm }) => arm),
    ).map((arm) => [
      armCell(results, arm),
      ...(balanced ? modes.map((thought) => balancedCell(results, { arm, suite, thought })) : []),
      ...outcomes.flatMap((outcome) =>
        modes.map((mode) =>
          rateCell(
            here.find((rate) => rate.arm === arm && rate.outcome === outcome && rate.thought === mode),
          ),
        ),
      ),
    ]),
  };
}

const interventionLabels: Record<Intervention["kind"], string> = {
  "own-thought": "its own thought",
  "other-case": "another case's thought",
  "reversed-verdict": "verdict reversed",
  "no-thought": "no thought",
};

export function interventionsSection(results: Results): Section {
  const kinds = Object.keys(interventionLabels).filter((kind) =>
    results.interventions.some((one) => one.kind === kind),
  ) as Intervention["kind"][];
  const rows = orderArms(
    results,
    results.interventions.map(({ arm }) => arm),
  ).map((arm) => [
    armCell(results, arm),
    ...kinds.map((kind): Cell => {
      const found = results.interventions.find((one) => one.arm === arm && one.kind === kind);
      if (!found) return { text: "–", tone: "quiet" };
      return {
        text: rateText(found.followed),
        value: found.followed.rate,
        small: [rateSpan(found.followed), worldsSpan(found.overWorlds)].filter(Boolean).join(" "),
        title: `${found.followed.events} of ${found.followed.n} calls fit the thought that was put in`,
        bar: { share: found.followed.rate, wanted: true },
      };
    }),
  ]);
  const blocks: Block[] =
    rows.length === 0
      ? [{ kind: "text", text: "No thought was replaced in this run." }]
      : [
          {
            kind: "table",
            caption: "Share of calls that fit the thought put in",
            columns: [
              { label: "arm", text: true },
              ...kinds.map((kind) => ({ label: interventionLabels[kind] })),
            ],
            rows,
          },
        ];
  return {
    id: "interventions",
    title: "Does the thought carry the decision?",
    lead: "The thought is replaced before the call. If calls follow a foreign or reversed thought, the thought decides; if not, it decorates.",
    blocks,
  };
}
