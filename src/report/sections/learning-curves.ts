// How far each arm gets with how much: tokens, tokens that are supervised, cases.
import type { Results } from "../../experiments/index.ts";
import type { Section } from "../blocks.ts";
import { curvesChart } from "../charts/curves.ts";

export function curvesSection(results: Results): Section {
  const charts = [
    curvesChart(results, "armTokens", "tokens of the arm's own data"),
    curvesChart(results, "supervisedTokens", "supervised tokens"),
    curvesChart(results, "cases", "cases"),
  ].filter((chart) => chart !== undefined);
  return {
    id: "curves",
    title: "Learning curves",
    lead: "The same runs against three measures, because no single one is fair: a walk supervises many more tokens a case than a call.",
    blocks:
      charts.length > 0
        ? charts
        : [{ kind: "text", text: "No arm was evaluated between rounds in this run." }],
  };
}
