import { checkValues } from "./checks.ts";

/** The same case under two arms, with the cluster (world, scenario) it belongs to. */
export interface Pair {
  cluster: string;
  treatment: number;
  control: number;
}

export interface Cluster {
  /** How many pairs. */
  size: number;
  /** The sum of treatment minus control. */
  sum: number;
}

/** The clusters in order of first appearance. Both procedures need nothing of a pair but its difference. */
export function clustersOf(pairs: readonly Pair[]): Cluster[] {
  const differences = pairs.map((pair) => pair.treatment - pair.control);
  checkValues("pairs", differences);
  const clusters = new Map<string, Cluster>();
  for (const [index, { cluster: name }] of pairs.entries()) {
    const cluster = clusters.get(name) ?? { size: 0, sum: 0 };
    cluster.size += 1;
    cluster.sum += differences[index]!;
    clusters.set(name, cluster);
  }
  return [...clusters.values()];
}
