import type { TeachingSection } from "../../constitution/index.ts";
import { createRandom } from "../../statistics/index.ts";
import { nearest, TeachwhyError } from "../../store/index.ts";
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
  refuseUnused(choice);
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

/** A setting without effect would stand in the plan and on the card as if it had one. */
function refuseUnused<T extends object>({ recipe, variants = [], assistant, input }: RecipeChoice<T>): void {
  const { name, variants: known = [], takes = [] } = recipe;
  const unknown = variants.find((variant) => !known.includes(variant));
  if (unknown !== undefined) {
    const near = nearest(unknown, known);
    throw new TeachwhyError({
      code: "unknown-variant",
      message:
        known.length > 0
          ? `Unknown variant "${unknown}". Known: ${known.join(", ")}.`
          : `The recipe ${name} has no variants.`,
      next: near
        ? `Did you mean --variant ${near}?`
        : known.length > 0
          ? "Name one of them with --variant."
          : "Leave --variant out.",
      data: { variant: unknown, known },
    });
  }
  for (const [option, value] of Object.entries({ assistant, input })) {
    if (value === undefined || takes.includes(option as "assistant" | "input")) continue;
    throw new TeachwhyError({
      code: "option-unused",
      message:
        option === "input"
          ? `The recipe ${name} makes its records from the constitution and reads no input.`
          : `The recipe ${name} gives the model no name.`,
      next: `Leave --${option} out.`,
    });
  }
}

/** All that can be made beside a recipe's records, that without calls included. */
export function controlNamesOf<T extends object>({ controls, thoughts }: Recipe<T>): ControlName[] {
  return [...controls.map(({ name }) => name), ...(thoughts ? (["shuffled-reasons"] as const) : [])];
}

function controlsOf<T extends object>(recipe: Recipe<T>, names: ControlName[]): Control<T>[] {
  const known = controlNamesOf(recipe);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new TeachwhyError({
      code: "unknown-control",
      message: `The recipe ${recipe.name} has no control "${unknown}".`,
      next: known.length > 0 ? `Its controls: ${known.join(", ")}.` : "It has none.",
      data: { control: unknown, known },
    });
  }
  return recipe.controls.filter(({ name }) => names.includes(name));
}
