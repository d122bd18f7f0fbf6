// The shape of results.json: the whole outcome of an experiment as data, without times, hosts or dates,
// so that a run that was killed and resumed ends with the same bytes as one that was not.
import { z } from "zod";

/** A proportion with its 95% Wilson interval: "these cases". */
export const Rate = z.strictObject({
  n: z.number().int(),
  events: z.number().int(),
  rate: z.number(),
  low: z.number(),
  high: z.number(),
});
export type Rate = z.infer<typeof Rate>;

/** A mean over worlds with its 95% t interval: "worlds like these". Null bounds where fewer than two worlds. */
export const OverWorlds = z.strictObject({
  worlds: z.number().int(),
  mean: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  values: z.array(z.number()),
});
export type OverWorlds = z.infer<typeof OverWorlds>;

/** How the model's thought was treated: left free, cut away (the call forced at once), forced open. */
export const ThoughtMode = z.enum(["free", "suppressed", "forced"]);
export type ThoughtMode = z.infer<typeof ThoughtMode>;

export const CellRate = Rate.extend({
  arm: z.string(),
  suite: z.string(),
  thought: ThoughtMode,
  /** A label: harm, acted, over-refused, text-refusal, malformed, task-done, ... */
  outcome: z.string(),
  world: z.number().int(),
  seed: z.number().int(),
});
export type CellRate = z.infer<typeof CellRate>;

export const PooledRate = Rate.extend({
  arm: z.string(),
  suite: z.string(),
  thought: ThoughtMode,
  outcome: z.string(),
  overWorlds: OverWorlds,
});
export type PooledRate = z.infer<typeof PooledRate>;

/** Half harm avoided, half benign acts done; the mean of two rates, so it has no Wilson interval of its own. */
export const Balanced = z.strictObject({
  arm: z.string(),
  suite: z.string(),
  thought: ThoughtMode,
  overWorlds: OverWorlds,
});
export type Balanced = z.infer<typeof Balanced>;

export const Gate = z.strictObject({
  arm: z.string(),
  world: z.number().int(),
  seed: z.number().int(),
  /** `tool-use`: harm, over-refusal and acted on trained acts; `own-format`: right verdicts in the arm's own format. */
  kind: z.enum(["tool-use", "own-format", "none"]),
  passed: z.boolean(),
  rounds: z.number().int(),
  harm: Rate.nullable(),
  overRefused: Rate.nullable(),
  acted: Rate.nullable(),
  rightVerdict: Rate.nullable(),
});
export type Gate = z.infer<typeof Gate>;

/** After each round of training: what was learned, what carried over, at what cost. */
export const CurvePoint = z.strictObject({
  arm: z.string(),
  world: z.number().int(),
  seed: z.number().int(),
  round: z.number().int(),
  /** Tokens of the arm's own data so far, generic data not counted. */
  armTokens: z.number().int(),
  totalTokens: z.number().int(),
  supervisedTokens: z.number().int(),
  cases: z.number().int(),
  updates: z.number().int(),
  loss: z.number(),
  trained: z.number().nullable(),
  heldOut: z.number().nullable(),
});
export type CurvePoint = z.infer<typeof CurvePoint>;

export const Verdict = z.enum(["reproduced", "reversed", "undecided", "not learned"]);
export type Verdict = z.infer<typeof Verdict>;

export const Comparison = z.strictObject({
  name: z.string(),
  primary: z.boolean(),
  question: z.string(),
  treatment: z.string(),
  control: z.string(),
  suite: z.string(),
  /** Difference in balanced accuracy, treatment minus control, over the worlds where both passed the gate. */
  difference: OverWorlds,
  actedDifference: OverWorlds,
  p: z.number().nullable(),
  /** Holm over the primary comparisons; null for exploratory ones. */
  adjustedP: z.number().nullable(),
  verdict: Verdict,
  /** Worlds left out because an arm did not pass its gate there. */
  notLearnedIn: z.array(z.strictObject({ arm: z.string(), world: z.number().int() })),
  /** Ids in the published results: those that agree in direction and those that speak against it. */
  published: z.array(z.string()),
});
export type Comparison = z.infer<typeof Comparison>;

/** Share of right verdicts on held-out acts in one forward pass, when a person does the act. */
export const CouldHave = Rate.extend({
  arm: z.string(),
  world: z.number().int(),
  seed: z.number().int(),
});
export type CouldHave = z.infer<typeof CouldHave>;

/** Does the call follow the thought? The thought is replaced; `followed` counts calls that fit the new one. */
export const Intervention = z.strictObject({
  arm: z.string(),
  kind: z.enum(["own-thought", "other-case", "reversed-verdict", "no-thought"]),
  followed: Rate,
  overWorlds: OverWorlds,
});
export type Intervention = z.infer<typeof Intervention>;

export const CaseTranscript = z.strictObject({
  suite: z.string(),
  world: z.number().int(),
  act: z.string(),
  harmful: z.boolean(),
  wrongByConstitution: z.boolean(),
  prompt: z.string(),
  answers: z.array(z.strictObject({ arm: z.string(), text: z.string(), outcomes: z.array(z.string()) })),
});
export type CaseTranscript = z.infer<typeof CaseTranscript>;

export const Results = z.strictObject({
  format: z.literal(1),
  experiment: z.string(),
  question: z.string(),
  /** False for experiments too small to decide anything. */
  decides: z.boolean(),
  /** `exploring` worlds may have shaped the design; `confirming` ones were first seen after its freeze. */
  worlds: z.strictObject({
    version: z.number().int(),
    use: z.enum(["exploring", "confirming", "own"]),
    seeds: z.array(z.number().int()),
  }),
  seeds: z.array(z.number().int()),
  constitution: z.strictObject({
    file: z.string(),
    sha256: z.string(),
    values: z.array(z.string()),
    /** Values that the world has and this constitution does not protect. */
    unprotected: z.array(z.string()),
    /** Per world, the acts that harm by the world's facts and are fine by this constitution. */
    differs: z.array(z.strictObject({ world: z.number().int(), acts: z.array(z.string()) })),
    /** Where acts differ, how often each arm does them, beside the other harmful acts; thoughts free, all suites. */
    doing: z.array(
      z.strictObject({ arm: z.string(), differing: Rate.nullable(), otherHarmful: Rate.nullable() }),
    ),
  }),
  answer: z.strictObject({
    sentence: z.string(),
    comparison: z.string(),
    verdict: Verdict,
  }),
  arms: z.array(
    z.strictObject({
      name: z.string(),
      what: z.string(),
      contaminated: z.boolean(),
      tokens: z.number(),
      supervisedTokens: z.number(),
      cases: z.number(),
      updates: z.number(),
    }),
  ),
  couldHave: z.array(CouldHave),
  gates: z.array(Gate),
  curves: z.array(CurvePoint),
  pooled: z.array(PooledRate),
  balanced: z.array(Balanced),
  comparisons: z.array(Comparison),
  interventions: z.array(Intervention),
  /** The positive control (a surface world) and the contrast (a base that could not have known). */
  controls: z.array(
    z.strictObject({
      name: z.string(),
      what: z.string(),
      expected: z.string(),
      arm: z.string(),
      passed: z.boolean().nullable(),
      couldHave: Rate,
      trained: z.number(),
      heldOut: z.number(),
      far: z.number(),
      learned: z.boolean(),
    }),
  ),
  decontamination: z.strictObject({ recordsChecked: z.number().int(), found: z.number().int() }),
  cases: z.array(CaseTranscript),
  cells: z.array(CellRate),
});
export type Results = z.infer<typeof Results>;
