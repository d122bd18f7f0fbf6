import {
  loadPrices,
  type ModelRole,
  modelRoles,
  type Price,
  parseModelName,
  priceOf,
  spellOutModel,
} from "../../models/index.ts";

export interface ChosenModels {
  /** Role to model string, those roles only that have a model of their own. */
  names: Partial<Record<ModelRole, string>> & { teacher: string };
  prices: ReturnType<typeof loadPrices>;
  /** USD for these tokens of a role's model; undefined where no price is known. */
  cost(role: ModelRole, tokens: { inputTokens: number; outputTokens: number }): number | undefined;
  /** All of them are known to cost nothing. */
  free: boolean;
}

interface Options {
  teacher: string;
  judge?: string;
  sampler?: string;
  prices?: string;
  batch?: string;
}

/** Throws a TeachwhyError for a model string that is wrong. Needs no keys. */
export function chooseModels({ teacher, judge, sampler, prices: file, batch }: Options): ChosenModels {
  const prices = loadPrices(file);
  const names = {
    teacher: spellOutModel(teacher),
    ...(judge ? { judge: spellOutModel(judge) } : {}),
    ...(sampler ? { sampler: spellOutModel(sampler) } : {}),
  };
  const priceOfRole = (role: ModelRole): Price | undefined => {
    const { kind, rest, price } = parseModelName(names[role as keyof typeof names] ?? names.teacher);
    const given = price && { ...price, source: "the model string" };
    return priceOf({ kind, id: rest.split("#").at(-1)!, ...(given ? { price: given } : {}) }, prices);
  };
  const byRole = new Map(modelRoles.map((role) => [role, priceOfRole(role)]));
  return {
    names,
    prices,
    cost(role, { inputTokens, outputTokens }) {
      const price = byRole.get(role);
      if (!price) return undefined;
      const { inputUsdPerMillion, outputUsdPerMillion, batchShare = 1 } = price;
      const usd = (inputTokens * inputUsdPerMillion + outputTokens * outputUsdPerMillion) / 1e6;
      return batch === undefined ? usd : usd * batchShare;
    },
    free: [...byRole.values()].every(
      (price) => price && price.inputUsdPerMillion === 0 && price.outputUsdPerMillion === 0,
    ),
  };
}
