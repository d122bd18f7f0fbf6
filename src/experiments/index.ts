// Experiments as data: arms x worlds x seeds x suites, run as stages that are never made twice, and what comes out.

// Experiment files
export { loadExperiment, parseExperiment } from "./load.ts";
export type { Experiment } from "./schema.ts";

// Running
export { baseFor, baseName } from "./bases.ts";
export { executeExperiment, type Executed } from "./execute.ts";
export { type Plan, planOf } from "./plan.ts";
export type { RunEvent } from "./run.ts";
export { makeBase } from "./make-base.ts";

// Results
export {
  type Balanced,
  type CaseTranscript,
  type CellRate,
  type Comparison,
  type CouldHave,
  type CurvePoint,
  type Gate,
  type Intervention,
  type OverWorlds,
  type PooledRate,
  type Rate,
  Results,
  type ThoughtMode,
  type Verdict,
} from "./results.ts";
export { armsOfRun, type FoundTranscript, transcriptsOfRun } from "./transcripts.ts";
