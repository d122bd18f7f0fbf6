import type { RecipeManifest } from "../plan.ts";
import { sumOf } from "../spent.ts";
import type { Found, LeakReport, SectionCoverage } from "./leak-report.ts";
import type { OverUsed } from "./over-used.ts";
import type { ShuffledReasons } from "./shuffle-reasons.ts";

interface ReportParts {
  manifest: RecipeManifest;
  leaks: LeakReport;
  shuffled?: ShuffledReasons;
}

/** Markdown beside the data: what each step kept and cost, what leaked, and which sections were taught. */
export function formatReport({ manifest, leaks, shuffled }: ReportParts): string {
  const { plan, records, rejected, failed, steps, status, message } = manifest;
  const { sampled } = leaks;
  return [
    `# ${plan.recipe}: ${records} records`,
    `${status}. ${message} ${rejected} items were rejected and ${failed} failed; they stand in \`rejected.jsonl\` and \`failures.jsonl\`.`,
    "## Steps",
    table(
      ["step", "in", "out", "rejected", "failed", "calls", "tokens in", "tokens out", "USD", "USD lost"],
      steps.map(({ step, in: items, out, rejected: turnedDown, failed: broken, spent, lost }) => [
        step,
        items,
        out,
        tally(turnedDown),
        tally(broken),
        Math.round(spent.calls),
        Math.round(spent.inputTokens),
        Math.round(spent.outputTokens),
        usd(spent),
        usd(lost),
      ]),
    ),
    `All steps: ${all(manifest)}. Lost is what went into items that the step turned down or that failed in it.`,
    ...(shuffled
      ? [
          "## Shuffled reasons",
          `${shuffled.records} records of \`controls/shuffled-reasons.jsonl\` have the thought of another record of the same field; ${shuffled.acrossFields} of them are alone in theirs and got one from elsewhere. ${shuffled.leftOut} records without a thought were left out.`,
        ]
      : []),
    "## Leaks",
    "Found by rules, and shown for a person to judge.",
    `### The constitution recited`,
    leaks.recitations.records === 0
      ? "No record shares eight words in a row with the constitution."
      : `${leaks.recitations.records} of ${leaks.records} records share eight words or more in a row with it. The longest:`,
    ...leaks.recitations.longest.map(({ id, words, quote }) => `- ${id}: ${words} words: “${cut(quote)}”`),
    "### Names and phrases",
    `In ${sampled} records${sampled < leaks.records ? ", drawn at random" : ""}: what stands in many of them.`,
    overUsed("Names", leaks.names, sampled),
    overUsed("Phrases", leaks.phrases, sampled),
    "### Answer formats of evaluations",
    foundList(leaks.answerFormats),
    "### Banned phrases",
    foundList(leaks.bannedPhrases),
    "### Sources that may be made up",
    foundList(leaks.citations),
    "## Sections of the constitution",
    coverageTable(leaks.coverage),
  ]
    .join("\n\n")
    .replace(/(\n- .*)\n(?=\n- )/g, "$1")
    .concat("\n");
}

function coverageTable(coverage: SectionCoverage[]): string {
  const variants = [...new Set(coverage.flatMap((row) => Object.keys(row.variants)))].sort();
  const without = coverage.filter(({ records }) => records === 0).length;
  return [
    `${coverage.length - without} of ${coverage.length} sections have records.`,
    table(
      ["section", "records", ...variants],
      coverage.map((row) => [row.title, row.records, ...variants.map((one) => row.variants[one] ?? 0)]),
    ),
  ].join("\n\n");
}

function overUsed(title: string, found: OverUsed[], sampled: number): string {
  if (found.length === 0) return `${title}: none.`;
  return `${title}: ${found.map(({ text, records }) => `${text} (${Math.round((100 * records) / sampled)}%)`).join(", ")}.`;
}

function foundList(found: Found[]): string {
  if (found.length === 0) return "None.";
  return found
    .map(
      ({ what, records, id, quote }) =>
        `- ${code(what)}: ${records} ${records === 1 ? "record" : "records"}, first ${id}: ${code(quote)}`,
    )
    .join("\n");
}

function table(header: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    line(header),
    line(header.map((_, column) => (column === 0 ? "---" : "---:"))),
    ...rows.map(line),
  ].join("\n");
}

function tally(counts: Record<string, number>): string {
  const entries = Object.entries(counts);
  if (entries.length === 0) return "0";
  const sum = entries.reduce((total, [, count]) => total + count, 0);
  return `${sum} (${entries.map(([reason, count]) => `${reason} ${count}`).join(", ")})`;
}

const all = ({ steps }: RecipeManifest) => {
  const total = sumOf(Object.fromEntries(steps.map(({ step, spent }) => [step, spent])));
  return `${Math.round(total.calls)} calls, ${Math.round(total.inputTokens)} tokens in, ${Math.round(total.outputTokens)} out, USD ${usd(total)}`;
};
const usd = ({ usd: amount, unpricedCalls }: { usd: number; unpricedCalls: number }) =>
  unpricedCalls > 0 ? "unknown" : amount.toFixed(4);
const code = (text: string) => `\`${cut(text).replaceAll("`", "'")}\``;
const cut = (text: string) => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
