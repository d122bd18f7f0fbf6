import { print, printJson } from "../print.ts";
import { styleFor } from "../style.ts";

/** What there is: each recipe with its steps, variants and controls. */
export async function listRecipes({ json }: { json?: true }): Promise<void> {
  const { controlNamesOf, loadRecipe, recipeNames } = await import("../../recipes/index.ts");
  const recipes = await Promise.all(recipeNames.map(loadRecipe));
  if (json) {
    printJson(
      recipes.map(({ name, purpose, makes, published, steps, variants = [], takes = [], ...recipe }) => ({
        name,
        purpose,
        makes,
        published,
        variants,
        takes,
        steps: steps.map(({ name, does, needed }) => ({ name, does, needed: needed === true })),
        controls: recipe.controls.map(({ name, does }) => ({ name, does })),
        shuffledReasons: recipe.thoughts === true,
      })),
    );
    return;
  }
  const { bold, dim } = styleFor(process.stdout);
  print(
    recipes
      .map((recipe) =>
        [
          `${bold(recipe.name)} ${dim(`(${recipe.makes}s)`)}  ${recipe.purpose}`,
          ...recipe.steps.map(
            (step) => `  ${step.name.padEnd(16)} ${step.does}${step.needed ? dim(" Needed.") : ""}`,
          ),
          ...(recipe.variants ? [`  ${dim(`variants: ${recipe.variants.join(", ")}`)}`] : []),
          `  ${dim(`controls: ${controlNamesOf(recipe).join(", ") || "none"}`)}`,
        ].join("\n"),
      )
      .join("\n\n"),
  );
}
