// One source of randomness.

export { createRandom, type Random, seedFrom } from "./random.ts";

// "These cases": intervals of a rate.

export { clopperPearson } from "./clopper-pearson.ts";
export { type RateInterval, wilson } from "./wilson.ts";
export { sampleSizeForZeroBound, upperBoundAtZero } from "./zero-events.ts";

// "Worlds like these": one value a world.

export { type MeanOverWorlds, meanOverWorlds, type TTest, tTest } from "./mean-over-worlds.ts";

// Two arms on the same cases.

export { type PairedDifference, pairedDifference } from "./paired-difference.ts";
export type { Pair } from "./pairs.ts";
export { type PermutationTest, permutationTest } from "./permutation-test.ts";

// Many comparisons, and planning before a run.

export { holm } from "./holm.ts";
export { powerForDifference, sampleSizeForDifference } from "./sample-size.ts";
