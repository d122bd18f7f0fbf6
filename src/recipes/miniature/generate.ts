// Runs recipes up to a budget of tokens and numbers what comes out.
import type { DataRecord } from "../../datasets/index.ts";
import { createRandom, seedFrom } from "../../statistics/index.ts";
import { createMiniatureContext, type MiniatureContextOptions } from "./context.ts";
import { type MiniatureRecipeName, miniatureRecipes } from "./registry.ts";

export interface Part {
  recipe: MiniatureRecipeName;
  /** Stop once the part's records hold this many tokens, by `countTokens`. */
  tokens: number;
}

export interface GenerateOptions extends Omit<MiniatureContextOptions, "seed"> {
  parts: Part[];
  seed: number;
  countTokens: (record: DataRecord) => number;
}

/**
 * The parts' records in one shuffled list. The first part of every data set with this seed is about the same cases in
 * the same order, whatever its recipe; so is the second, and so on.
 */
export function generateRecords({ parts, seed, countTokens, ...place }: GenerateOptions): DataRecord[] {
  const made: DataRecord[] = [];
  for (const [index, { recipe, tokens }] of parts.entries()) {
    const context = createMiniatureContext({ ...place, seed: seedFrom(seed, "part", index) });
    for (let used = 0, count = 0; used < tokens; count++) {
      const { about, ...draft } = miniatureRecipes[recipe](context);
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
