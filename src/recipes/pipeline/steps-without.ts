import { nearest, TeachwhyError } from "../../store/index.ts";
import type { Recipe, Step } from "./types.ts";

/** The recipe's steps but those named. Throws a TeachwhyError for an unknown step and for one that is needed. */
export function stepsWithout<T extends object>(recipe: Recipe<T>, without: string[]): Step<T>[] {
  const names = recipe.steps.map(({ name }) => name);
  const optional = recipe.steps.filter(({ needed }) => !needed).map(({ name }) => name);
  for (const name of without) {
    if (optional.includes(name)) continue;
    const known = names.includes(name);
    const meant = nearest(name, names);
    throw new TeachwhyError({
      code: known ? "needed-step" : "unknown-step",
      message: known
        ? `The recipe ${recipe.name} makes nothing without its step "${name}".`
        : `The recipe ${recipe.name} has no step "${name}".${meant ? ` Did you mean "${meant}"?` : ""}`,
      next:
        optional.length > 0
          ? `Steps that can be left out: ${optional.join(", ")}.`
          : "All its steps are needed.",
      data: { step: name, optional },
    });
  }
  return recipe.steps.filter(({ name }) => !without.includes(name));
}
