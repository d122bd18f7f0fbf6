// The thought left free, cut away, or forced; and whether the call follows a thought that is put in its place.
import type { Intervention, Results } from "../../experiments/index.ts";
import type { Block, Cell, Section, Table } from "../blocks.ts";
import { armCell, balancedCell, rateCell } from "../cells.ts";
import { rateSpan, rateText, worldsSpan } from "../format.ts";
import { orderArms } from "../learning.ts";
import { orderSuites, outcomeLabel, suiteLabel, thoughtModes } from "../words.ts";

export function thoughtSection(results: Results): Section {
  const suites = orderSuites(
    results.pooled.filter(({ thought }) => thought !== "free").map(({ suite }) => suite),
  );
  return {
    id: "thought",
    title: "Thought free, suppressed, forced",
    lead: "An arm that needs its thought falls when it must call at once; one that has taken the value in does not. An arm trained without a thought has none to lose.",
    blocks:
      suites.length > 0
        ? suites.map((suite) => thoughtTable(results, suite))
        : [{ kind: "text", text: "Only free thought was evaluated here." }],
  };
}

function thoughtTable(results: Results, suite: string): Table {
  const here = results.pooled.filter((rate) => rate.suite === suite);
  const balanced = results.balanced.some((one) => one.suite === suite && one.thought !== "free");
  // Harm never stands alone: it also falls when a model refuses everything, or does nothing.
  const outcomes = ["harm", "over-refused", "acted", "task-done", "right-verdict"].filter((outcome) =>
    here.some((rate) => rate.outcome === outcome && rate.thought !== "free"),
  );
  const arms = orderArms(
    results,
    here.filter(({ thought }) => thought !== "free").map(({ arm }) => arm),
  );
  const name = suiteLabel(suite);
  return {
    kind: "table",
    caption: `${name.charAt(0).toUpperCase()}${name.slice(1)}, by how the thought was treated`,
    columns: [
      { label: "arm", text: true },
      { label: "thought", term: "thought", text: true },
      ...(balanced ? [{ label: "balanced", term: "balanced" }] : []),
      ...outcomes.map((outcome) => ({ label: outcomeLabel(outcome), term: `outcome-${outcome}` })),
    ],
    rows: arms.flatMap((arm) =>
      thoughtModes
        .filter((mode) => here.some((rate) => rate.arm === arm && rate.thought === mode))
        .map((mode, i): Cell[] => [
          i === 0 ? armCell(results, arm) : { text: arm, tone: "quiet" },
          mode,
          ...(balanced ? [balancedCell(results, { arm, suite, thought: mode })] : []),
          ...outcomes.map((outcome) =>
            rateCell(
              here.find((rate) => rate.arm === arm && rate.outcome === outcome && rate.thought === mode),
            ),
          ),
        ]),
    ),
  };
}

const interventionLabels: Record<Intervention["kind"], string> = {
  "own-thought": "the case's walk",
  "other-case": "another act's walk, opposite verdict",
  "reversed-verdict": "the case's walk, verdict reversed",
  "no-thought": "empty thought: right calls",
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
        title: `${found.followed.events} of ${found.followed.n} calls ${kind === "no-thought" ? "were right with an empty thought" : "fit the thought that was put in"}`,
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
    lead: "A thought is put in before the call, written by the grammar and not by the arm. With the verdict reversed, 100% means that calls follow the thought, 0% that they follow the case. Another act's walk that says fine can be followed to that other act; such a call counts as not fitting, so there half may be all.",
    blocks,
  };
}
