import type { RecipeManifest } from "../../recipes/index.ts";
import { dollars } from "./describe-estimate.ts";

/** What each step did and cost, as a table; then what was paid. */
export function describeResult({ steps, spend }: RecipeManifest): string {
  const header = [
    "step",
    "in",
    "out",
    "rejected",
    "failed",
    "calls",
    "tokens in",
    "tokens out",
    "cost",
    "lost",
  ];
  const rows = steps.map(({ step, in: items, out, rejected, failed, spent, lost }) => [
    step,
    whole(items),
    whole(out),
    total(rejected),
    total(failed),
    whole(spent.calls),
    whole(spent.inputTokens),
    whole(spent.outputTokens),
    money(spent),
    money(lost),
  ]);
  const reasons = steps.flatMap(({ step, rejected, failed }) =>
    [...Object.entries(rejected), ...Object.entries(failed)].map(
      ([reason, count]) => `  ${step}: ${reason} (${count})`,
    ),
  );
  const { possiblyPaid } = spend;
  return [
    ...table([header, ...rows]),
    ...(reasons.length > 0 ? ["", "not kept:", ...reasons] : []),
    "",
    `paid for this folder: ${spend.calls} calls, ${whole(spend.inputTokens)} tokens in, ${whole(spend.outputTokens)} out, ${
      spend.unpricedCalls > 0
        ? `${dollars(spend.usd)} and ${spend.unpricedCalls} calls of unknown price`
        : dollars(spend.usd)
    }`,
    ...(possiblyPaid.calls > 0
      ? [`possibly paid besides: ${possiblyPaid.calls} calls, at most ${dollars(possiblyPaid.usd)}`]
      : []),
  ].join("\n");
}

function table(rows: string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd(),
  );
}

const whole = (value: number) => Math.round(value).toLocaleString("en");
const total = (counts: Record<string, number>) =>
  whole(Object.values(counts).reduce((sum, count) => sum + count, 0));
const money = ({ usd, unpricedCalls }: { usd: number; unpricedCalls: number }) =>
  unpricedCalls > 0 ? "?" : dollars(usd);
