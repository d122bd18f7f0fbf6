// One source of randomness

// "These cases": intervals of a rate
export { clopperPearson } from "./clopper-pearson.ts";
// Many comparisons
export { holm } from "./holm.ts";
// "Worlds like these": one value a world
export { type MeanOverWorlds, meanOverWorlds, type TTest, tTest } from "./mean-over-worlds.ts";
// Two arms on the same cases
export {
  type PairedDifference,
  type PairedDifferenceOptions,
  pairedDifference,
} from "./paired-difference.ts";
export type { Pair } from "./pairs.ts";
export { type PermutationTest, type PermutationTestOptions, permutationTest } from "./permutation-test.ts";
export { createRandom, type Random, seedFrom } from "./random.ts";
// Before a run
export { powerForDifference, sampleSizeForDifference } from "./sample-size.ts";
// Special functions
export {
  inverseIncompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
  regularisedIncompleteBeta,
  studentTCdf,
  studentTQuantile,
} from "./special-functions.ts";
export { type RateInterval, type RateOptions, wilson } from "./wilson.ts";
export { sampleSizeForZeroBound, upperBoundAtZero } from "./zero-events.ts";
