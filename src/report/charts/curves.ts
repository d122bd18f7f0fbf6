// How held-out accuracy grows with what an arm is given: one small panel an arm, all others behind it in grey.
import * as Plot from "@observablehq/plot";
import type { CurvePoint, Results } from "../../experiments/index.ts";
import type { Chart } from "../blocks.ts";
import { count, percent } from "../format.ts";
import { orderArms } from "../learning.ts";
import { colours, drawSvg } from "./svg.ts";

export type CurveMeasure = "armTokens" | "supervisedTokens" | "cases";

interface MeanPoint {
  arm: string;
  amount: number;
  heldOut: number;
}

/**
 * An arm's mean over worlds and seeds after each round. A world that passed its gate early stands still from
 * there on: leaving it out would show the slow worlds as if they were the arm.
 */
export function meanCurve(points: CurvePoint[], arm: string, measure: CurveMeasure): MeanPoint[] {
  const runs = runsOf(points, arm);
  const rounds = Math.max(0, ...runs.map((run) => run.length));
  return Array.from({ length: rounds }, (_, round) => {
    const now = runs.map((run) => run[Math.min(round, run.length - 1)]!);
    const mean = (value: (point: CurvePoint) => number) =>
      now.reduce((sum, point) => sum + value(point), 0) / now.length;
    return { arm, amount: mean((point) => point[measure]), heldOut: mean((point) => point.heldOut!) };
  });
}

function runsOf(points: CurvePoint[], arm: string): CurvePoint[][] {
  const runs = new Map<string, CurvePoint[]>();
  for (const point of points) {
    if (point.arm !== arm || point.heldOut === null) continue;
    const key = `${point.world}/${point.seed}`;
    runs.set(key, [...(runs.get(key) ?? []), point]);
  }
  return [...runs.values()].map((run) => run.sort((a, b) => a.round - b.round));
}

export function curvesChart(results: Results, measure: CurveMeasure, unit: string): Chart | undefined {
  const points = results.curves.filter(({ heldOut }) => heldOut !== null);
  const arms = orderArms(
    results,
    points.map(({ arm }) => arm),
  );
  if (arms.length === 0) return undefined;
  const means = arms.map((arm) => meanCurve(points, arm, measure));
  const ends = means.map((curve) => curve.at(-1)!);
  const largest = Math.max(...points.map((point) => point[measure]));
  return {
    kind: "chart",
    label: `Held-out balanced accuracy against ${unit}. ${ends.map(({ arm, amount, heldOut }) => `${arm}: ${percent(heldOut)} after ${count(amount)}`).join("; ")}.`,
    caption: `Balanced accuracy on held-out acts against ${unit} (mean over worlds; thin: each world; grey: the other arms; dashed: chance).`,
    draw: (narrow) => {
      const columns = narrow ? 2 : 4;
      const place = (arm: string) => {
        const at = arms.indexOf(arm);
        return { column: at % columns, row: Math.floor(at / columns) };
      };
      const rows = Math.ceil(arms.length / columns);
      const behind = arms.flatMap((panel) =>
        means.flatMap((curve) =>
          curve.filter(({ arm }) => arm !== panel).map((point) => ({ ...point, ...place(panel) })),
        ),
      );
      const thin = points.map((point) => ({
        ...point,
        amount: point[measure],
        run: `${point.world}/${point.seed}`,
        ...place(point.arm),
      }));
      const bold = means.flat().map((point) => ({ ...point, ...place(point.arm) }));
      const last = ends.map((point) => ({ ...point, ...place(point.arm) }));
      const at = { fx: "column", fy: "row", x: "amount", y: "heldOut" } as const;
      return drawSvg({
        width: narrow ? 340 : 760,
        height: rows * 124 + 40,
        marginLeft: 36,
        marginRight: 26,
        marginTop: 30,
        marginBottom: 26,
        x: { domain: [0, largest], ticks: 2, tickFormat: count, label: null, tickSize: 0 },
        y: {
          domain: [0.3, 1],
          clamp: true,
          ticks: [0.5, 1],
          tickFormat: (share: number) => `${share * 100}%`,
          label: null,
          tickSize: 0,
        },
        fx: { axis: null, padding: 0.1 },
        fy: { axis: null, padding: 0.3 },
        marks: [
          Plot.frame({ stroke: colours.line, anchor: "bottom" }),
          Plot.ruleY([0.5], { stroke: colours.quiet, strokeDasharray: "3 3" }),
          Plot.line(behind, { ...at, z: "arm", stroke: colours.line, strokeWidth: 1.5 }),
          Plot.line(thin, { ...at, z: "run", stroke: colours.accent, strokeWidth: 1, strokeOpacity: 0.25 }),
          Plot.line(bold, { ...at, z: "arm", stroke: colours.accent, strokeWidth: 2.5 }),
          Plot.dot(last, { ...at, r: 3.5, fill: colours.accent }),
          Plot.text(last, {
            ...at,
            text: (point: MeanPoint) => percent(point.heldOut),
            dx: 5,
            textAnchor: "start",
            fontSize: 11,
            fill: colours.ink,
          }),
          Plot.text(last, {
            fx: "column",
            fy: "row",
            text: "arm",
            frameAnchor: "top-left",
            dy: -20,
            fontWeight: "bold",
            fontSize: narrow ? 10 : 12,
            fill: colours.ink,
          }),
        ],
      });
    },
  };
}
