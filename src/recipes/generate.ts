// Runs recipes up to a budget of tokens and numbers what comes out.
import type { DataRecord } from "../datasets/index.ts";
import { createRandom } from "../statistics/index.ts";
import type { RecipeContext } from "./context.ts";
import { type RecipeName, recipes } from "./registry.ts";

export interface Part {
  recipe: RecipeName;
  /** Stop once the part's records hold this many tokens, by `countTokens`. */
  tokens?: number;
  /** Or once it has this many records. */
  records?: number;
}

export interface GenerateOptions {
  context: RecipeContext;
  parts: Part[];
  seed: number;
  countTokens: (record: DataRecord) => number;
}

/** The parts' records in one shuffled list. The same options and context randomness give the same records. */
export function generateRecords({ context, parts, seed, countTokens }: GenerateOptions): DataRecord[] {
  const made: DataRecord[] = [];
  for (const { recipe, tokens = Number.POSITIVE_INFINITY, records = Number.POSITIVE_INFINITY } of parts) {
    for (let used = 0, count = 0; used < tokens && count < records; count++) {
      const { about, ...draft } = recipes[recipe](context);
      const record: DataRecord = {
        ...draft,
        id: `${recipe}-${seed}-${count}`,
        provenance: { recipe, seed, ...about },
      };
      used += countTokens(record);
      made.push(record);
    }
  }
  return createRandom(seed, "order").shuffle(made);
}
