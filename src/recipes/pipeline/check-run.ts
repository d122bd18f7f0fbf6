import type { TeachingSection } from "../../constitution/index.ts";
import { createRandom } from "../../statistics/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import { stepsWithout } from "./steps-without.ts";
import type { Control, ControlName, Recipe, RecordDraft, Step } from "./types.ts";

/** What a person chooses of a recipe. */
export interface RecipeChoice<T extends object> {
  recipe: Recipe<T>;
  constitution: { sha256: string; sections: TeachingSection[] };
  seed?: number;
  /** Kinds inside the recipe. Default: its own mix. */
  variants?: string[];
  /** What the model is called in texts about it. */
  assistant?: string;
  /** Steps to leave out. */
  without?: string[];
  /** Controls to make beside each record; `shuffled-reasons` is made over the whole set at the end. */
  controls?: ControlName[];
  /** Records of `--input FILE`, and the file's sha256. */
  input?: { sha256: string; records: Iterable<RecordDraft> };
}

export interface CheckedRun<T extends object> {
  steps: Step<T>[];
  /** Those that are made with calls. */
  controls: Control<T>[];
  source(): Iterable<T>;
}

/** Throws a TeachwhyError for a step, control or variant that is not the recipe's, and where it finds no candidate. */
export function checkRun<T extends object>(choice: RecipeChoice<T>): CheckedRun<T> {
  const {
    recipe,
    constitution,
    seed = 1,
    variants = [],
    without = [],
    controls = [],
    assistant,
    input,
  } = choice;
  const source = () =>
    recipe.source({
      sections: constitution.sections,
      random: createRandom(seed, recipe.name, "source"),
      input: input?.records ?? [],
      variants,
      ...(assistant === undefined ? {} : { assistant }),
    });
  const checked = { steps: stepsWithout(recipe, without), controls: controlsOf(recipe, controls), source };
  const first = source()[Symbol.iterator]().next();
  if (first.done) {
    throw new TeachwhyError({
      code: "no-candidates",
      message: `The recipe ${recipe.name} finds nothing to begin with.`,
      next: "Give a constitution with prose, or, for a recipe that changes records, those with --input FILE.",
    });
  }
  return checked;
}

function controlsOf<T extends object>(recipe: Recipe<T>, names: ControlName[]): Control<T>[] {
  const known = recipe.controls.map(({ name }) => name);
  const unknown = names.find((name) => name !== "shuffled-reasons" && !known.includes(name));
  if (unknown !== undefined) {
    throw new TeachwhyError({
      code: "unknown-control",
      message: `The recipe ${recipe.name} has no control "${unknown}".`,
      next: `Its controls: ${[...new Set([...known, "shuffled-reasons"])].join(", ")}.`,
      data: { control: unknown, known },
    });
  }
  return recipe.controls.filter(({ name }) => name !== "shuffled-reasons" && names.includes(name));
}
