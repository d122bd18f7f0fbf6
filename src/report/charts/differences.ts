// All comparisons in one picture: a difference, its interval over worlds, and the zero that decides.
import * as Plot from "@observablehq/plot";
import type { Results } from "../../experiments/index.ts";
import type { Chart } from "../blocks.ts";
import { points, pointsSpan } from "../format.ts";
import { isClaim, verdictText } from "../words.ts";
import { colours, drawSvg, labelWidth } from "./svg.ts";

export function differencesChart(results: Results): Chart | undefined {
  const all = results.comparisons.map(({ name, primary, difference, verdict: judged }) => {
    const verdict = verdictText(judged, !primary);
    const { worlds, mean, low, high } = difference;
    const interval = low === null || high === null ? "" : pointsSpan(low, high);
    return {
      name: primary ? name : `${name}*`,
      measured: worlds > 0,
      mean: mean * 100,
      low: (low ?? mean) * 100,
      high: (high ?? mean) * 100,
      text: points(mean),
      interval,
      verdict,
      solid: primary && isClaim(judged),
      spoken: `${name}: ${worlds > 0 ? `${points(mean)} points${interval && `, ${interval}`}, ` : ""}${verdict}`,
    };
  });
  if (all.length === 0) return undefined;
  const rows = all.filter(({ measured }) => measured);
  const least = Math.floor(Math.min(-10, ...rows.map(({ low }) => low)) / 10) * 10;
  const most = Math.ceil(Math.max(10, ...rows.map(({ high }) => high)) / 10) * 10;
  return {
    kind: "chart",
    table: {
      kind: "table",
      caption: "All comparisons",
      note: "Difference in balanced accuracy, points; * exploratory.",
      columns: [
        { label: "comparison", text: true },
        { label: "difference" },
        { label: "verdict", text: true },
      ],
      rows: all.map(({ name, measured, text, interval, verdict }) => [
        name,
        measured ? { text, small: interval ? `[${interval}]` : "no interval" } : "–",
        verdict,
      ]),
    },
    label: `Difference in balanced accuracy in points. ${all.map(({ spoken }) => spoken).join("; ")}.`,
    caption:
      "Difference in balanced accuracy, points; bar: 95% interval for worlds like these. Filled: a verdict; hollow: none, or a hint. * exploratory. The tinted band is too small to count (under 5 points).",
    draw: (narrow) =>
      drawSvg({
        width: narrow ? 340 : 760,
        height: all.length * (narrow ? 48 : 36) + 50,
        marginLeft: narrow ? 14 : labelWidth(all.map(({ name }) => name)),
        marginRight: 24,
        marginTop: 10,
        marginBottom: 34,
        x: {
          domain: [least, most],
          ticks: narrow ? 4 : 8,
          tickSize: 0,
          label: null,
          tickFormat: (value: number) => points(value / 100),
        },
        y: {
          domain: all.map(({ name }) => name),
          type: "band",
          label: null,
          tickSize: 0,
          axis: narrow ? null : "left",
        },
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
          Plot.text(
            all.filter(({ measured }) => !measured),
            { x: 0, y: "name", text: () => "not learned", dx: 8, textAnchor: "start", fill: colours.quiet },
          ),
          // A phone has no room beside the dots: names stand above them, figures below.
          ...(narrow
            ? [
                Plot.text(all, {
                  y: "name",
                  text: "name",
                  frameAnchor: "left",
                  dy: -16,
                  fontWeight: "bold",
                  fill: colours.ink,
                }),
              ]
            : []),
          Plot.text(rows, {
            x: "mean",
            y: "name",
            text: "text",
            dy: narrow ? 13 : -12,
            fontSize: 11,
            fill: colours.ink,
          }),
        ],
      }),
  };
}
