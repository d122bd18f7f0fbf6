import type { LanguageModelV3Usage } from "@ai-sdk/provider";
import { factsOf } from "./kinds.ts";

/** USD for a million tokens. */
export interface Rates {
  inputUsdPerMillion: number;
  outputUsdPerMillion: number;
  /** Input that the provider read from its prompt cache. Default: as input. */
  cachedInputUsdPerMillion?: number;
  /** Input that it wrote there. Default: as input. */
  cacheWriteUsdPerMillion?: number;
}

export interface Price extends Rates {
  /** Rates of the whole call where its prompt has more tokens than `above`. */
  long?: Rates & { above: number };
  /** What the provider's batch API costs, as a share of this price. Undefined: none is published. */
  batchShare?: number;
  /** Day on which the figures held, as YYYY-MM-DD. */
  asOf?: string;
  /** Where the figures are from: a page, a file, "the model string". */
  source: string;
}

/** By `kind:id`, as `openai:gpt-5`. */
export type Prices = Map<string, Price>;

/** Undefined: unknown, and never guessed. What runs in this process costs nothing. */
export function priceOf(
  { kind, id, price }: { kind: string; id: string; price?: Price },
  prices: Prices,
): Price | undefined {
  if (price) return price;
  const listed = prices.get(`${kind}:${id}`) ?? prices.get(`${kind}:${withoutDate(id)}`);
  if (listed) return listed;
  if (!factsOf(kind).free) return undefined;
  return { inputUsdPerMillion: 0, outputUsdPerMillion: 0, source: "runs in this process" };
}

/** A snapshot's name without its date: claude-haiku-4-5-20251001, gpt-5-2025-08-07, or without "latest". */
function withoutDate(id: string): string {
  return id.replace(/[-@](\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, "");
}

/** What a call of this usage costs. */
export function costUsd({ inputTokens, outputTokens }: LanguageModelV3Usage, price: Price): number {
  const input = inputTokens.total ?? 0;
  const rates = price.long && input > price.long.above ? price.long : price;
  const read = inputTokens.cacheRead ?? 0;
  const written = inputTokens.cacheWrite ?? 0;
  return (
    (Math.max(0, input - read - written) * rates.inputUsdPerMillion +
      read * (rates.cachedInputUsdPerMillion ?? rates.inputUsdPerMillion) +
      written * (rates.cacheWriteUsdPerMillion ?? rates.inputUsdPerMillion) +
      (outputTokens.total ?? 0) * rates.outputUsdPerMillion) /
    1e6
  );
}

/** The most that a call of at most these tokens can cost: all input at its dearest, whatever the cache does. */
export function worstCostUsd(most: { inputTokens: number; outputTokens: number }, price: Price): number {
  const rates = price.long && most.inputTokens > price.long.above ? price.long : price;
  const { inputUsdPerMillion, cachedInputUsdPerMillion = 0, cacheWriteUsdPerMillion = 0 } = rates;
  const dearest = Math.max(inputUsdPerMillion, cachedInputUsdPerMillion, cacheWriteUsdPerMillion);
  return (most.inputTokens * dearest + most.outputTokens * rates.outputUsdPerMillion) / 1e6;
}
