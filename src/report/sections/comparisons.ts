// Verdicts, each beside what others published, the contrary figures included.
import type { Comparison, Results } from "../../experiments/index.ts";
import type { Block, Cell, PublishedItem, Section, Table, Versus } from "../blocks.ts";
import { differencesChart } from "../charts/differences.ts";
import { listing, plural, points, pointsSpan, pValue } from "../format.ts";
import type { Published, PublishedResult } from "../published.ts";
import { suiteLabel, verdictTerms } from "../words.ts";

export function comparisonsSection(results: Results, published: Published): Section {
  const chart = differencesChart(results);
  return {
    id: "comparisons",
    title: "Comparisons",
    lead: "Treatment minus control, only where both learned their own cases. Others' figures stand apart (other models, other tests, another scale); 'agrees' and 'speaks against it' mean the claim that reasons carry further.",
    blocks: [
      ...(chart ? [chart] : []),
      ...results.comparisons.map((comparison) => versus(comparison, published)),
    ],
  };
}

function versus(comparison: Comparison, published: Published): Versus {
  const { name, primary, question, treatment, control, suite, verdict, notLearnedIn } = comparison;
  const ours: Block[] = [oursTable(comparison)];
  if (comparison.difference.worlds > 0) {
    const { worlds, values } = comparison.difference;
    const each = worlds > 1 ? `, one by one: ${values.map(points).join(", ")}` : "";
    ours.push({ kind: "text", text: `Over ${plural(worlds, "world")}${each}.` });
  }
  if (verdict === "undecided") ours.push({ kind: "text", text: `Undecided. ${verdictTerms.undecided}` });
  if (notLearnedIn.length > 0) {
    ours.push({ kind: "text", text: `Left out, not learned: ${leftOut(notLearnedIn)}.` });
  }
  return {
    kind: "versus",
    title: question,
    subtitle: `${name}: ${treatment} against ${control}, ${suiteLabel(suite)}. ${primary ? "Primary, named before the run." : "Exploratory: a hint, no proof."}`,
    verdict,
    exploratory: !primary,
    ours,
    published: publishedBlocks(comparison.published, published),
  };
}

function oursTable({ difference, actedDifference, p, adjustedP, primary }: Comparison): Table {
  const chance = primary ? adjustedP : p;
  return {
    kind: "table",
    caption: "Difference in points",
    columns: [
      { label: "", text: true },
      { label: "[worlds like these]", term: "worlds-like-these" },
    ],
    rows: [
      ["balanced accuracy", differenceCell(difference)],
      ["acted", differenceCell(actedDifference)],
      [
        primary ? "adjusted p (Holm)" : "p, not adjusted",
        chance === null ? { text: "–", tone: "quiet" } : { text: pValue(chance), value: chance },
      ],
    ],
  };
}

function differenceCell({ worlds, mean, low, high }: Comparison["difference"]): Cell {
  if (worlds === 0) return { text: "–", tone: "quiet", small: "no world left" };
  const interval = low === null || high === null ? "no interval" : `[${pointsSpan(low, high)}]`;
  return { text: points(mean), value: mean, small: interval };
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
    items: found.filter((result) => result?.source === source).map((result) => publishedItem(result!)),
  }));
  if (missing.length > 0)
    blocks.push({ kind: "text", text: `No entry in the published figures: ${listing(missing)}.` });
  return blocks;
}

/** One entry in its source's own terms: `3%, compared with 22%`. */
export function publishedItem(result: PublishedResult): PublishedItem {
  const { id, bearing, value, reference, values, factor, direction, model, metric, intervention, note } =
    result;
  // One decimal where the source gives one: rounding others' figures away is not ours to do.
  const share = (rate: number) => `${Number((rate * 100).toFixed(1))}%`;
  const compared =
    value !== undefined && reference !== undefined ? `, compared with ${share(reference)}` : "";
  const headline = [
    value === undefined ? "" : `${share(value)}${compared}`,
    factor ? `${factor[0]} to ${factor[1]} times` : "",
  ];
  const measured = [model, metric, intervention === "none" ? undefined : intervention]
    .filter(Boolean)
    .join("; ");
  return {
    id,
    bearing: bearings[bearing],
    headline: headline.filter(Boolean).join(", "),
    statement: direction ?? "",
    figures: Object.entries(values ?? {}).map(([condition, figure]) => [
      condition,
      typeof figure === "number" ? share(figure) : figure.map(share).join(" to "),
    ]),
    detail: [measured, note].filter(Boolean).join(". "),
  };
}
