// All comparisons in one picture: a difference, its interval over worlds, and the zero that decides.
import * as Plot from "@observablehq/plot";
import type { Results } from "../../experiments/index.ts";
import type { Chart } from "../blocks.ts";
import { points, pointsSpan } from "../format.ts";
import { colours, drawSvg } from "./svg.ts";

export function differencesChart(results: Results): Chart | undefined {
  const rows = results.comparisons
    .filter(({ difference }) => difference.worlds > 0)
    .map(({ name, primary, difference, verdict }) => ({
      name: primary ? name : `${name}*`,
      mean: difference.mean * 100,
      low: (difference.low ?? difference.mean) * 100,
      high: (difference.high ?? difference.mean) * 100,
      text: points(difference.mean),
      solid: verdict === "reproduced" || verdict === "reversed",
      spoken: `${name}: ${points(difference.mean)} points${difference.low === null || difference.high === null ? "" : `, ${pointsSpan(difference.low, difference.high)}`}, ${verdict}`,
    }));
  if (rows.length === 0) return undefined;
  const bound = Math.max(10, ...rows.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));
  const limit = Math.ceil(bound / 10) * 10;
  return {
    kind: "chart",
    label: `Difference in balanced accuracy in points. ${rows.map(({ spoken }) => spoken).join("; ")}.`,
    caption:
      "Difference in balanced accuracy, points; bar: 95% interval for worlds like these. Filled: a verdict; hollow: none. * exploratory. The tinted band is too small to count (under 5 points).",
    draw: (narrow) =>
      drawSvg({
        width: narrow ? 340 : 760,
        height: rows.length * 36 + 50,
        marginLeft: narrow ? 130 : 220,
        marginRight: 24,
        marginTop: 10,
        marginBottom: 34,
        x: {
          domain: [-limit, limit],
          ticks: narrow ? 4 : 8,
          tickSize: 0,
          label: null,
          tickFormat: (value: number) => points(value / 100),
        },
        y: { domain: rows.map(({ name }) => name), type: "band", label: null, tickSize: 0 },
        marks: [
          Plot.rect([{ from: -5, to: 5 }], { x1: "from", x2: "to", fill: colours.line, fillOpacity: 0.5 }),
          Plot.ruleX([0], { stroke: colours.quiet }),
          Plot.ruleY(rows, {
            y: "name",
            x1: "low",
            x2: "high",
            stroke: colours.accent,
            strokeWidth: 3,
            strokeOpacity: 0.45,
          }),
          Plot.dot(rows, {
            x: "mean",
            y: "name",
            r: 5,
            stroke: colours.accent,
            strokeWidth: 2,
            fill: (row: (typeof rows)[number]) => (row.solid ? colours.accent : colours.paper),
          }),
          Plot.text(rows, { x: "mean", y: "name", text: "text", dy: -12, fontSize: 11, fill: colours.ink }),
        ],
      }),
  };
}
