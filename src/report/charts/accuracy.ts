// The first picture: what each arm learned, and what of it carries over.
import * as Plot from "@observablehq/plot";
import type { Results } from "../../experiments/index.ts";
import type { Chart } from "../blocks.ts";
import { armCell, balancedCell } from "../cells.ts";
import { percent, worldsSpan } from "../format.ts";
import { learningNote, learningOf, orderArms } from "../learning.ts";
import { orderSuites, suiteLabel } from "../words.ts";
import { colours, drawSvg, labelWidth } from "./svg.ts";

export function accuracyChart(results: Results): Chart {
  const free = results.balanced.filter(({ thought }) => thought === "free");
  const arms = orderArms(
    results,
    free.map(({ arm }) => arm),
  );
  const suites = orderSuites(free.map(({ suite }) => suite));
  const nameOf = (arm: string) => {
    const note = learningNote(results, arm);
    return note ? `${arm}\n(${note})` : arm;
  };
  const dots = free.map(({ arm, suite, overWorlds }) => {
    const { state } = learningOf(results, arm);
    const { mean, low, high } = overWorlds;
    return {
      arm: nameOf(arm),
      suite: suiteLabel(suite),
      mean,
      low: Math.max(0, low ?? mean),
      high: Math.min(1, high ?? mean),
      colour: state === "no gate" ? colours.quiet : state === "learned" ? colours.accent : colours.warm,
      solid: state === "learned" || state === "no gate",
    };
  });
  // Chance and what lies a little under it, so that the part in which arms differ gets the room.
  const left = Math.min(0.4, ...dots.map(({ low }) => Math.floor(low * 10) / 10));
  const label = suites
    .map((suite) => {
      const parts = free
        .filter((one) => one.suite === suite)
        .sort((a, b) => arms.indexOf(a.arm) - arms.indexOf(b.arm))
        .map(({ arm, overWorlds }) => {
          const note = learningNote(results, arm);
          return `${arm} ${percent(overWorlds.mean)} ${worldsSpan(overWorlds)}${note ? ` (${note})` : ""}`;
        });
      return `${suiteLabel(suite)}: ${parts.join(", ")}`;
    })
    .join(". ");
  return {
    kind: "chart",
    table: {
      kind: "table",
      caption: "Balanced accuracy",
      note: "Thought free; chance is 50%; in brackets: 95% interval for worlds like these.",
      columns: [{ label: "arm", text: true }, ...suites.map((suite) => ({ label: suiteLabel(suite) }))],
      rows: arms.map((arm) => [
        armCell(results, arm),
        ...suites.map((suite) => balancedCell(results, { arm, suite, thought: "free" })),
      ]),
    },
    label: `Balanced accuracy by arm, chance is 50%. ${label}.`,
    caption:
      "Balanced accuracy, thought free; dot: mean over worlds, bar: 95% interval for worlds like these, dashed: chance. Filled: the arm learned its own cases. Hollow: it did not everywhere, so its other dots say little. Grey: no gate asked.",
    draw: (narrow) => {
      const facet = narrow ? { fy: "suite" } : { fx: "suite" };
      const rowHeight = narrow ? 32 : 36;
      const panelHeight = arms.length * rowHeight;
      return drawSvg({
        width: narrow ? 340 : 760,
        height: narrow ? suites.length * (panelHeight + 26) + 40 : panelHeight + 64,
        marginLeft: labelWidth(arms.map(nameOf)),
        marginRight: narrow ? 34 : 26,
        marginTop: 28,
        marginBottom: 30,
        x: {
          domain: [left, 1],
          ticks: narrow ? [0.5, 0.75, 1] : [0.5, 1],
          tickFormat: (share: number) => `${share * 100}%`,
          label: null,
          tickSize: 0,
        },
        y: { domain: arms.map(nameOf), label: null, tickSize: 0, type: "band" },
        fx: { domain: suites.map(suiteLabel), label: null, padding: 0.16, axis: narrow ? null : "top" },
        fy: { domain: suites.map(suiteLabel), label: null, padding: 0.12, axis: null },
        marks: [
          Plot.ruleY(
            dots.map(({ arm, suite }) => ({ arm, suite })),
            { ...facet, y: "arm", stroke: colours.line },
          ),
          Plot.ruleX([0.5], { stroke: colours.quiet, strokeDasharray: "3 3" }),
          Plot.ruleY(dots, {
            ...facet,
            y: "arm",
            x1: "low",
            x2: "high",
            stroke: "colour",
            strokeWidth: 3,
            strokeOpacity: 0.45,
          }),
          Plot.dot(dots, {
            ...facet,
            x: "mean",
            y: "arm",
            r: 5,
            stroke: "colour",
            strokeWidth: 2,
            fill: (dot: (typeof dots)[number]) => (dot.solid ? dot.colour : colours.paper),
          }),
          Plot.text(dots, {
            ...facet,
            x: "mean",
            y: "arm",
            text: (dot: (typeof dots)[number]) => percent(dot.mean),
            dy: -11,
            fill: colours.ink,
            fontSize: 11,
            stroke: colours.paper,
            strokeWidth: 3,
          }),
          ...(narrow
            ? [
                Plot.text(suites.map(suiteLabel), {
                  fy: (suite: string) => suite,
                  text: (suite: string) => suite,
                  frameAnchor: "top-left",
                  dy: -22,
                  fontWeight: "bold",
                }),
              ]
            : []),
        ],
      });
    },
  };
}
