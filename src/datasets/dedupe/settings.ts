// What counts as a near-duplicate, and how it is looked for.
import { createRandom } from "../../statistics/index.ts";
import { TeachwhyError } from "../../store/index.ts";

export interface NearDuplicateOptions {
  /**
   * Estimated Jaccard similarity of the two texts' sets of shingles from which on they are near-duplicates, above 0 and
   * at most 1. Default 0.6: in a text of 200 words, ten others spread over it. Which pairs are compared at all is the
   * bands' matter: with the defaults 21% of those at 0.6, 57% at 0.7, 92% at 0.8, and more than 99.9% at 0.9.
   */
  threshold?: number;
  /** Words of one shingle, 5 by default. Fewer find looser rewordings. */
  shingleWords?: number;
  /** Bands of the signature, 14 by default; two texts are compared when all rows of any band agree. */
  bands?: number;
  /** Rows of one band, 8 by default. */
  rows?: number;
  /** Chooses the hash functions. The same seed gives the same answer. */
  seed?: number;
}

/** The same with every default filled in, and plain enough to be sent to a worker. */
export interface NearDuplicateSettings {
  threshold: number;
  shingleWords: number;
  bands: number;
  rows: number;
  /** Hash function i maps a shingle x to `multipliers[i] * x + offsets[i]` modulo 2^32; multipliers are odd. */
  multipliers: Int32Array;
  offsets: Int32Array;
}

export function resolveSettings({
  threshold = 0.6,
  shingleWords = 5,
  bands = 14,
  rows = 8,
  seed = 1,
}: NearDuplicateOptions): NearDuplicateSettings {
  if (!(threshold > 0 && threshold <= 1)) {
    throw new TeachwhyError({
      code: "bad-threshold",
      message: `The threshold of near-duplicates is a similarity above 0 and at most 1, not ${threshold}.`,
      next: "Take 0.6, the default, or more to let closer texts pass.",
    });
  }
  for (const [name, value] of Object.entries({ shingleWords, bands, rows })) {
    if (Number.isInteger(value) && value >= 1 && value <= 1024) continue;
    throw new TeachwhyError({
      code: "bad-near-duplicate-option",
      message: `${name} is a whole number from 1 to 1024, not ${value}.`,
      next: "Defaults are 5 words a shingle and 14 bands of 8 rows.",
    });
  }
  const chance = chanceOfComparison(threshold, { bands, rows });
  if (chance < 0.2) {
    const better = (
      [
        [14, 8],
        [16, 7],
        [28, 4],
        [56, 2],
        [112, 1],
      ] as const
    ).find(([bands, rows]) => chanceOfComparison(threshold, { bands, rows }) >= 0.5);
    throw new TeachwhyError({
      code: "near-duplicates-missed",
      message: `${bands} bands of ${rows} rows find only ${Math.round(100 * chance)}% of pairs with similarity ${threshold}.`,
      next: `Raise the threshold, or take more bands with fewer rows${better ? `: ${better[0]} of ${better[1]}` : ""}.`,
    });
  }
  const random = createRandom(seed, "near-duplicates");
  const draw = () => random.integer(2 ** 32) | 0;
  const functions = Array.from({ length: bands * rows }, () => [draw() | 1, draw()] as const);
  return {
    threshold,
    shingleWords,
    bands,
    rows,
    multipliers: Int32Array.from(functions, ([multiplier]) => multiplier),
    offsets: Int32Array.from(functions, ([, offset]) => offset),
  };
}

/** How likely two texts with this Jaccard similarity agree in some band, and are compared: 1 - (1 - s^rows)^bands. */
export function chanceOfComparison(
  similarity: number,
  { bands, rows }: { bands: number; rows: number },
): number {
  return 1 - (1 - similarity ** rows) ** bands;
}
