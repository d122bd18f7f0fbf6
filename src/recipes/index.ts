// Recipes make training data. With a language model as teacher they are pipelines of steps; in the miniature the
// world's own grammar is the teacher and reasons come from the value graph.

// In the miniature
export {
  type Case,
  type MiniatureContext,
  type MiniatureRecipe,
  sayWalk,
} from "./miniature/context.ts";
export { generateRecords, type Part } from "./miniature/generate.ts";
export { type MiniatureRecipeName, miniatureRecipeNames } from "./miniature/registry.ts";
// Running them
export { type Averages, averagesFor, averagesOf, readAverages, storeAverages } from "./pipeline/averages.ts";
export { type CheckedRun, checkRun, controlNamesOf, type RecipeChoice } from "./pipeline/check-run.ts";
export { type Estimate, estimateRun, type Range } from "./pipeline/estimate.ts";
export type { RecipeEvent } from "./pipeline/events.ts";

export { type HandMade, handMadeRun } from "./pipeline/hand-made.ts";
export type { RecipeManifest, RecipePlan, RunStatus } from "./pipeline/plan.ts";
export { readManifest } from "./pipeline/plan.ts";
export { openInput } from "./pipeline/read-input.ts";
export { type FinishedDataset, finishDataset } from "./pipeline/report/finish-dataset.ts";
export { type LeakReport, reportLeaks } from "./pipeline/report/leak-report.ts";
export { type RecipeResult, type RecipeRun, runRecipe } from "./pipeline/run-recipe.ts";
// With a language model as teacher
export type {
  Control,
  ControlName,
  Recipe,
  RecordDraft,
  Rejected,
  SourceContext,
  Step,
  StepContext,
  StepRequest,
} from "./pipeline/types.ts";
export { copyPrompts } from "./prompts/copy-prompts.ts";
export { openPrompts, type Prompts } from "./prompts/open-prompts.ts";
export { loadRecipe, type RecipeName, recipeNames } from "./registry.ts";
