// What a million tokens of accepted records cost, by the averages and the price file that estimates use.
import type { TeachingSection } from "../../src/constitution/index.ts";
import { loadPrices, type Price } from "../../src/models/index.ts";
import {
  averagesFor,
  type Estimate,
  estimateRun,
  handMadeRun,
  type Prompts,
  type Recipe,
} from "../../src/recipes/index.ts";

/** A cheap, a middle and a large one. */
const names = ["openai:gpt-5-mini", "anthropic:claude-haiku-4-5", "anthropic:claude-opus-5-5"] as const;
const prices = loadPrices();
export const priced = names.map((name) => {
  const price = prices.get(name);
  if (!price) throw new Error(`${name} is not in the price file any more: name another one here.`);
  return { name, price };
});

export interface PricedRecipe {
  records: number;
  tokensPerRecord: number;
  /** Hand-made records that it rests on. */
  handMade: number;
  /** One for each of `priced`. */
  estimates: Estimate[];
}

/** Undefined where no record was made by hand: a price of a length that nobody has seen would be none. */
export function priceOfMillion(
  recipe: Recipe<object>,
  { prompts, sections }: { prompts: Prompts; sections: TeachingSection[] },
): PricedRecipe | undefined {
  const made = handMadeRun(recipe.name);
  if (!made) return undefined;
  const tokensPerRecord = made.recordTokens / made.records;
  const records = Math.ceil(1e6 / tokensPerRecord);
  const averages = averagesFor(recipe.name, {
    steps: recipe.steps,
    prompts,
    sections,
    records,
    measured: undefined,
  });
  const estimate = ({ price }: { price: Price }) =>
    estimateRun({
      averages,
      records,
      concurrency: 1,
      cost: (_role, { inputTokens, outputTokens }) =>
        (inputTokens * price.inputUsdPerMillion + outputTokens * price.outputUsdPerMillion) / 1e6,
    });
  return { records, tokensPerRecord, handMade: made.records, estimates: priced.map(estimate) };
}

/** Two digits are all that it knows. */
export function rounded(value: number): string {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 1);
  return (Math.round(value / unit) * unit).toLocaleString("en", {
    maximumFractionDigits: value < 10 ? 1 : 0,
  });
}

export function tabulatePrices({ records, tokensPerRecord, handMade, estimates }: PricedRecipe): string {
  const [{ calls, inputTokens, outputTokens }] = estimates;
  const dates = [...new Set(priced.map(({ price }) => price.asOf))].join(" and ");
  return [
    "| teacher, sampler and judge | in / out for 1M tokens | price | range | by its batch API |",
    "|---|---|---|---|---|",
    ...priced.map(({ name, price }, at) => {
      const { low, likely, high } = estimates[at]!.usd!;
      const batch = price.batchShare === undefined ? "" : `$${rounded(likely * price.batchShare)}`;
      return `| \`${name}\` | $${price.inputUsdPerMillion} / $${price.outputUsdPerMillion} | **$${rounded(likely)}** | $${rounded(low)} to $${rounded(high)} | ${batch} |`;
    }),
    "",
    `That is ${rounded(records)} records of ${rounded(tokensPerRecord)} tokens: ${rounded(calls.likely)} calls, ${rounded(inputTokens.likely / 1e6)}M tokens in and ${rounded(outputTokens.likely / 1e6)}M out. ` +
      `Measured on ${handMade} records that were made by hand, in tokens of o200k_base; prices as of ${dates}, from \`src/models/registry/prices.yaml\`. ` +
      "Assumed: four of five items are kept, the constitution is `constitutions/assistant.md`, every fan-out is used. " +
      "Not in it: thinking before the answer, which may double the output or more; schemas and tools, which providers count in their own way; discounts for cached prompts; controls. " +
      "`--dry-run` prints the same for your own run, `--pilot 5` measures.",
  ].join("\n");
}
