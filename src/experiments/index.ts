// Experiments as data: arms x worlds x seeds x suites, run as stages that are never made twice, and what comes out.

// Running
export { baseFor, baseName } from "./bases.ts";
export { type Executed, executeExperiment } from "./execute.ts";
// Experiment files
export { loadExperiment, parseExperiment } from "./load.ts";
export { makeBase } from "./make-base.ts";
// Models by name
export { openMiniature } from "./models/open-miniature.ts";
export { openRun } from "./models/open-run.ts";
export { type Plan, planOf } from "./plan.ts";
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
export { type RunEvent, readConstitutionText } from "./run.ts";
export type { Experiment } from "./schema.ts";
export { armsOfRun, type FoundTranscript, transcriptsOfRun } from "./transcripts.ts";
