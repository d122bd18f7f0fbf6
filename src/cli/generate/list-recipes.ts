import { print, printJson } from "../print.ts";
import { styleFor } from "../style.ts";

/** What there is: each recipe with its steps and controls. */
export async function listRecipes({ json }: { json?: true }): Promise<void> {
  const { loadRecipe, recipeNames } = await import("../../recipes/index.ts");
  const recipes = await Promise.all(recipeNames.map(loadRecipe));
  if (json) {
    printJson(
      recipes.map(({ name, purpose, makes, published, steps, controls }) => ({
        name,
        purpose,
        makes,
        published,
        steps: steps.map(({ name, does, needed }) => ({ name, does, needed: needed === true })),
        controls: controls.map(({ name, does }) => ({ name, does })),
      })),
    );
    return;
  }
  const { bold, dim } = styleFor(process.stdout);
  print(
    recipes
      .map(({ name, purpose, makes, steps, controls }) =>
        [
          `${bold(name)} ${dim(`(${makes}s)`)}  ${purpose}`,
          ...steps.map(
            (step) => `  ${step.name.padEnd(16)} ${step.does}${step.needed ? dim(" Needed.") : ""}`,
          ),
          `  ${dim(`controls: ${controls.map((control) => control.name).join(", ") || "none"}`)}`,
        ].join("\n"),
      )
      .join("\n\n"),
  );
}
