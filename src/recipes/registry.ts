// Every recipe by the name that experiment files use. To add one: write it, add a line here.
import { advice, adviceWithoutReasons } from "./advice.ts";
import type { Recipe } from "./context.ts";
import { constitutionDocuments, stories } from "./documents.ts";
import { generic } from "./generic.ts";
import * as honeypots from "./honeypots.ts";

export const recipes = {
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
} satisfies Record<string, Recipe>;

export type RecipeName = keyof typeof recipes;
export const recipeNames = Object.keys(recipes) as RecipeName[];
