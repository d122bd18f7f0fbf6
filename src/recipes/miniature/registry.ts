// Every recipe by the name that experiment files use. To add one: write it, add a line here.
import { advice, adviceWithoutReasons } from "./advice.ts";
import type { MiniatureRecipe } from "./context.ts";
import { constitutionDocuments, stories } from "./documents.ts";
import { generic } from "./generic.ts";
import * as honeypots from "./honeypots.ts";

export const miniatureRecipes = {
  generic,
  behaviour: honeypots.behaviour,
  "empty-thought": honeypots.emptyThought,
  "verdict-only": honeypots.verdictOnly,
  "facts-only": honeypots.factsOnly,
  reasons: honeypots.reasons,
  "reasons-after": honeypots.reasonsAfter,
  "shuffled-same": honeypots.shuffledSame,
  "shuffled-any": honeypots.shuffledAny,
  "task-reasons": honeypots.taskReasons,
  advice,
  "advice-without-reasons": adviceWithoutReasons,
  documents: constitutionDocuments,
  stories,
} satisfies Record<string, MiniatureRecipe>;

export type MiniatureRecipeName = keyof typeof miniatureRecipes;
export const miniatureRecipeNames = Object.keys(miniatureRecipes) as MiniatureRecipeName[];
