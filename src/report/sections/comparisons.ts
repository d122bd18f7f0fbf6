// Verdicts, each beside what others published, the contrary figures included.
import type { Comparison, Results } from "../../experiments/index.ts";
import type { Block, Section, Table, Versus } from "../blocks.ts";
import { differencesChart } from "../charts/differences.ts";
import { listing, plural, points, pointsSpan, pValue } from "../format.ts";
import type { Published, PublishedResult } from "../published.ts";
import { suiteLabel } from "../words.ts";

export function comparisonsSection(results: Results, published: Published): Section {
  const chart = differencesChart(results);
  return {
    id: "comparisons",
    title: "Comparisons",
    lead: "Treatment minus control, only where both learned their own cases. Others' figures stand apart: other models, other tests, another scale.",
    blocks: [
      ...(chart ? [chart] : []),
      ...results.comparisons.map((comparison) => versus(comparison, published)),
    ],
  };
}

function versus(comparison: Comparison, published: Published): Versus {
  const { name, primary, question, treatment, control, suite, verdict, notLearnedIn } = comparison;
  const ours: Block[] = [oursTable(comparison)];
  if (notLearnedIn.length > 0) {
    ours.push({ kind: "text", text: `Left out, not learned: ${leftOut(notLearnedIn)}.` });
  }
  return {
    kind: "versus",
    title: question,
    subtitle: `${name}: ${treatment} against ${control}, ${suiteLabel(suite)}. ${primary ? "Primary, named before the run." : "Exploratory: a hint, no proof."}`,
    verdict,
    ours,
    published: publishedBlocks(comparison.published, published),
  };
}

function oursTable({ difference, actedDifference, p, adjustedP, primary }: Comparison): Table {
  const row = (label: string, { worlds, mean, low, high }: Comparison["difference"]) => [
    label,
    worlds === 0
      ? { text: "–", small: "no world left" }
      : {
          text: points(mean),
          value: mean,
          small: low === null || high === null ? "one world, no interval" : `[${pointsSpan(low, high)}]`,
        },
    worlds > 0 ? String(worlds) : "0",
  ];
  const rows: Table["rows"] = [row("balanced accuracy", difference), row("acted", actedDifference)];
  const chance = (label: string, value: number | null) => [
    label,
    value === null ? { text: "–" } : { text: pValue(value), value },
    "",
  ];
  rows.push(primary ? chance("adjusted p (Holm)", adjustedP) : chance("p, not adjusted", p));
  return {
    kind: "table",
    caption: "Difference in points [worlds like these]",
    columns: [{ label: "", text: true }, { label: "difference" }, { label: "worlds" }],
    rows,
  };
}

function leftOut(list: Comparison["notLearnedIn"]): string {
  const byArm = new Map<string, number[]>();
  for (const { arm, world } of list) byArm.set(arm, [...(byArm.get(arm) ?? []), world]);
  return [...byArm]
    .map(([arm, worlds]) => `${arm} in ${plural(worlds.length, "world")} (${listing(worlds.map(String))})`)
    .join("; ");
}

const bearings: Record<PublishedResult["bearing"], string> = {
  supports: "agrees",
  contrary: "speaks against it",
  mixed: "mixed",
  context: "context",
};

function publishedBlocks(ids: string[], published: Published): Block[] {
  if (ids.length === 0) return [{ kind: "text", text: "No published figure asks this question." }];
  const found = ids.map((id) => published.results.find((result) => result.id === id));
  const missing = ids.filter((_, i) => !found[i]);
  const sources = [...new Set(found.flatMap((result) => result?.source ?? []))];
  const blocks: Block[] = sources.map((source) => ({
    kind: "source",
    name: published.sources[source] ?? source,
    items: found
      .filter((result): result is PublishedResult => result?.source === source)
      .map((result) => ({
        id: result.id,
        bearing: bearings[result.bearing],
        figures: publishedFigures(result),
        text: [
          [result.model, result.metric, result.intervention === "none" ? undefined : result.intervention]
            .filter(Boolean)
            .join("; "),
          result.note,
        ]
          .filter(Boolean)
          .join(". "),
      })),
  }));
  if (missing.length > 0)
    blocks.push({ kind: "text", text: `No entry in the published figures: ${listing(missing)}.` });
  return blocks;
}

/** The figures of one published entry, in its own terms: `3%, compared with 22%`. */
export function publishedFigures({ value, reference, values, factor, direction }: PublishedResult): string {
  // One decimal where the source gives one: rounding others' figures away is not ours to do.
  const share = (rate: number) => `${Number((rate * 100).toFixed(1))}%`;
  const parts: string[] = [];
  if (value !== undefined) {
    parts.push(reference === undefined ? share(value) : `${share(value)}, compared with ${share(reference)}`);
  }
  if (factor) parts.push(`${factor[0]} to ${factor[1]} times`);
  for (const [condition, figure] of Object.entries(values ?? {})) {
    parts.push(`${condition} ${typeof figure === "number" ? share(figure) : figure.map(share).join(" to ")}`);
  }
  const figures = parts.join(" · ");
  return [figures, direction].filter(Boolean).join(". ");
}
