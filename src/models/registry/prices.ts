import type { LanguageModelV3Usage } from "@ai-sdk/provider";
import type { OpenedModel } from "./open-model.ts";

export interface Price {
  inputUsdPerMillion: number;
  outputUsdPerMillion: number;
  /** Input that the provider read from its prompt cache. Default: as input. */
  cachedInputUsdPerMillion?: number;
  /** Input that was written to the provider's prompt cache. Default: as input. */
  cacheWriteUsdPerMillion?: number;
  /** Share of the price that is left by the batch API: 0.5 is half price. Undefined: none is published. */
  batchShare?: number;
  /** Day on which the figures held, as YYYY-MM-DD. */
  asOf?: string;
  source: string;
}

/** By `kind:id`. */
export type Prices = Map<string, Price>;

export function loadPrices(_file?: string): Prices {
  return new Map();
}

/** Undefined: unknown, and never guessed. */
export function priceOf(
  model: Pick<OpenedModel, "kind" | "id"> & { price?: Price },
  prices: Prices,
): Price | undefined {
  return model.price ?? prices.get(`${model.kind}:${model.id}`);
}

/** What a call of this usage costs. */
export function costUsd(usage: LanguageModelV3Usage, price: Price): number {
  const input = usage.inputTokens.total ?? 0;
  const cacheRead = usage.inputTokens.cacheRead ?? 0;
  const cacheWrite = usage.inputTokens.cacheWrite ?? 0;
  return (
    ((input - cacheRead - cacheWrite) * price.inputUsdPerMillion +
      cacheRead * (price.cachedInputUsdPerMillion ?? price.inputUsdPerMillion) +
      cacheWrite * (price.cacheWriteUsdPerMillion ?? price.inputUsdPerMillion) +
      (usage.outputTokens.total ?? 0) * price.outputUsdPerMillion) /
    1e6
  );
}
