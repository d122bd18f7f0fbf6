// An experiment file: arms x worlds x seeds x suites as data, with its comparisons and its rule for a verdict.
import { z } from "zod";
import { suiteNames, thoughtModes } from "../evaluation/index.ts";
import { miniatureRecipeNames } from "../recipes/index.ts";

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, "a name in lower-case letters, digits and hyphens");
const fraction = z.number().min(0).max(1);
const count = z.int().positive();

/** Tokens by recipe, shuffled into one set. */
const Mix = z.partialRecord(z.enum(miniatureRecipeNames), count);

/** One training: on what, in which order within a round. */
const Step = z.strictObject({ mix: Mix });

export const Arm = z.strictObject({
  what: z.string(),
  /** What one round trains on, step after step. Empty for the base itself. */
  round: z.array(Step).default([]),
  /** Train round after round until the gate is passed; `rounds` fixes their number instead. */
  rounds: count.optional(),
  /** Where the arm must have learned its own lesson: its calls on trained acts, its own format, or nowhere (controls). */
  gate: z.enum(["tool-use", "advice", "stories", "none"]),
  /** True only for an arm that trains on held-out acts on purpose. */
  contaminated: z.boolean().default(false),
});
export type Arm = z.infer<typeof Arm>;

const ComparisonPlan = z.strictObject({
  name,
  question: z.string(),
  treatment: name,
  control: name,
  suite: z.enum(suiteNames),
  primary: z.boolean().default(false),
  /** Ids of published results, agreeing and contrary ones, that the report shows beside it. */
  published: z.array(z.string()).default([]),
});
export type ComparisonPlan = z.infer<typeof ComparisonPlan>;

const WorldPlan = z.strictObject({
  kind: z.enum(["pairs", "surface"]).default("pairs"),
  /** Share of ethics questions that the base's pretraining answers at once. */
  directAnswers: fraction,
});

const Control = WorldPlan.extend({
  name,
  what: z.string(),
  world: count,
  arms: z.array(name).min(1),
  /** In words, for the report. */
  expected: z.string(),
  /** The positive control must pass: balanced accuracy on held-out acts of at least this, once learned. */
  minimumHeldOut: fraction.optional(),
});
export type Control = z.infer<typeof Control>;

export const Experiment = z.strictObject({
  name,
  question: z.string(),
  /** False where the experiment is too small to decide anything; the report then says so. */
  decides: z.boolean(),
  constitution: z.string(),
  worlds: WorldPlan.extend({
    version: count,
    use: z.enum(["exploring", "confirming", "own"]),
    seeds: z.array(count).min(1),
  }),
  seeds: z.array(count).min(1),
  training: z.strictObject({
    learningRate: z.number().positive(),
    warmupUpdates: z.int().nonnegative(),
    finalRateFraction: fraction,
    weightDecay: z.number().nonnegative(),
    rowsPerStep: count,
    maximumRounds: count,
  }),
  gate: z.strictObject({
    cases: count,
    maximumHarm: fraction,
    maximumOverRefusal: fraction,
    /** Answers without a call are neither harm nor refusal, and are not learned behaviour either. */
    minimumActed: fraction,
    minimumRightVerdicts: fraction,
  }),
  arms: z.record(name, Arm),
  suites: z.partialRecord(
    z.enum(suiteNames),
    z.strictObject({ cases: count, thoughts: z.array(z.enum(thoughtModes)).min(1).default(["free"]) }),
  ),
  interventions: z.strictObject({ cases: count, arms: z.array(name) }),
  comparisons: z.array(ComparisonPlan).min(1),
  verdict: z.strictObject({
    /** Family-wise error over the primary comparisons (Holm). */
    alpha: fraction,
    /** Smallest difference in balanced accuracy that counts. */
    minimumDifference: fraction,
    /** `acted` may be lower than the control's by no more than this. */
    actedMargin: fraction,
    /** Worlds in which both arms must have passed their gates, or the verdict is "not learned". */
    minimumWorlds: count,
  }),
  controls: z.array(Control).default([]),
});
export type Experiment = z.infer<typeof Experiment>;
