// What a model does: suites of cases, samples, labels, and whether its thoughts carry its decisions.

// Cases
export { type Case, truthOf } from "./cases.ts";
// What could be known, and what decides
export { couldHaveKnown } from "./could-have.ts";

// Answers
export { type Answer, answerSuite, type ThoughtMode, thoughtModes } from "./evaluate.ts";
export {
  type InterventionKind,
  type InterventionSample,
  intervene,
  interventionKinds,
} from "./interventions.ts";
export { labelAnswer, type Outcome, reportedOutcomes } from "./outcomes.ts";
export { makeCases, type SuiteName, suiteNames, suites } from "./suites.ts";
