import { nearest, TeachwhyError } from "../store/index.ts";
import type { Recipe } from "./pipeline/types.ts";

/** Recipes load when they are used. */
const recipes = {
  "difficult-advice": async () => (await import("./difficult-advice.ts")).difficultAdvice,
  honeypot: async () => (await import("./honeypot.ts")).honeypot,
  "constitution-documents": async () => (await import("./constitution-documents.ts")).constitutionDocuments,
  stories: async () => (await import("./stories.ts")).stories,
  environments: async () => (await import("./environments.ts")).environments,
  "values-qa": async () => (await import("./values-qa.ts")).valuesQa,
  deliberation: async () => (await import("./deliberation.ts")).deliberation,
  "spec-midtraining": async () => (await import("./spec-midtraining.ts")).specMidtraining,
  "spec-demonstrations": async () => (await import("./spec-midtraining.ts")).specDemonstrations,
  generic: async () => (await import("./generic.ts")).generic,
} satisfies Record<string, () => Promise<unknown>>;

export type RecipeName = keyof typeof recipes;
export const recipeNames = Object.keys(recipes) as RecipeName[];

/** Throws a TeachwhyError (`unknown-recipe`) with the nearest name. */
export async function loadRecipe(name: string): Promise<Recipe<object>> {
  if (!(name in recipes)) {
    const meant = nearest(name, recipeNames);
    throw new TeachwhyError({
      code: "unknown-recipe",
      message: `There is no recipe "${name}".${meant ? ` Did you mean "${meant}"?` : ""}`,
      next: `Known: ${recipeNames.join(", ")}.`,
      data: { name, known: recipeNames },
    });
  }
  // What an item is, is the recipe's own affair.
  return (await recipes[name as RecipeName]()) as unknown as Recipe<object>;
}
