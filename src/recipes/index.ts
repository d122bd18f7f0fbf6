// Recipes make training data. In the miniature the world's grammar is the teacher; reasons come from the value graph.

export {
  type Case,
  type Recipe,
  type RecipeContext,
  sayWalk,
} from "./context.ts";
export { generateRecords, type Part } from "./generate.ts";
export { type RecipeName, recipeNames } from "./registry.ts";
