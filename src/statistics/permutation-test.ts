import { checkCount } from "./checks.ts";
import { type Cluster, clustersOf, type Pair } from "./pairs.ts";
import { createRandom } from "./random.ts";

export interface PermutationTest {
  /** Two-sided. */
  p: number;
  /** True when every pattern of signs was counted, false when patterns were drawn. */
  exact: boolean;
}

export interface PermutationTestOptions {
  pairs: readonly Pair[];
  /** Sign patterns to draw, 10,000 unless said otherwise; all are counted when there are no more than this. */
  permutations?: number;
  seed: number;
}

/**
 * Tests that the two arms are exchangeable: if they are, swapping them within a whole cluster changes the sign
 * of its difference and nothing else. p is the share of sign patterns whose mean difference is at least as far
 * from zero as the one seen (R. A. Fisher, The Design of Experiments, 1935, section 21). Drawn patterns count
 * the one seen too, so p is never 0 (Phipson and Smyth, 2010).
 *
 * The smallest p that k clusters can give is 2 / 2^k: below six clusters nothing reaches 0.05.
 * @throws RangeError when pairs is empty, a difference is not finite, or permutations is not a count.
 */
export function permutationTest(options: PermutationTestOptions): PermutationTest {
  const { pairs, permutations = 10_000, seed } = options;
  checkCount("permutations", permutations);
  const clusters = clustersOf(pairs);
  const exact = 2 ** clusters.length <= permutations;
  return exact
    ? { p: shareOfAllPatterns(clusters), exact }
    : { p: shareOfDrawnPatterns(clusters, permutations, seed), exact };
}

function shareOfAllPatterns(clusters: Cluster[]): number {
  const extreme = extremeSum(clusters);
  const patterns = 2 ** clusters.length;
  let hits = 0;
  for (let pattern = 0; pattern < patterns; pattern++) {
    let sum = 0;
    for (const [index, cluster] of clusters.entries())
      sum += (pattern >> index) & 1 ? -cluster.sum : cluster.sum;
    if (Math.abs(sum) >= extreme) hits += 1;
  }
  return hits / patterns;
}

function shareOfDrawnPatterns(clusters: Cluster[], permutations: number, seed: number): number {
  const random = createRandom(seed, "permutation-test");
  const extreme = extremeSum(clusters);
  let hits = 0;
  for (let permutation = 0; permutation < permutations; permutation++) {
    let sum = 0;
    for (const cluster of clusters) sum += random.next() < 0.5 ? -cluster.sum : cluster.sum;
    if (Math.abs(sum) >= extreme) hits += 1;
  }
  return (1 + hits) / (1 + permutations);
}

/** The observed size of the sum, less a hair: ties must count as ties whatever order rounding added them in. */
function extremeSum(clusters: Cluster[]): number {
  const observed = Math.abs(clusters.reduce((sum, cluster) => sum + cluster.sum, 0));
  const scale = clusters.reduce((sum, cluster) => sum + Math.abs(cluster.sum), 0);
  return observed - 1e-12 * scale;
}
