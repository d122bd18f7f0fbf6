// Near-duplicates in a stream of texts: MinHash signatures, compared where a band of them agrees (LSH).
//
// A text is dropped for one that is *kept*: what remains holds no two texts that were found alike, and everything
// dropped is named with the kept text it is like. Joining what collides (union-find, as datatrove does) instead makes
// chains, in which the ends need not be alike at all; texts from one template chain by the thousand.
import { availableParallelism } from "node:os";
import { type NearDuplicateOptions, resolveSettings } from "./settings.ts";
import { signBatches } from "./sign-batches.ts";
import { createSignatureIndex } from "./signature-index.ts";

export interface FindOptions extends NearDuplicateOptions {
  /**
   * Worker threads, by default as many as there are cores, 8 at most; with 0 all is done in this one. They start after
   * 2,000 texts. The result does not depend on it.
   */
  workers?: number;
  /** Called after every batch. */
  onProgress?: (progress: { done: number; duplicates: number }) => void;
}

export interface NearDuplicates {
  /** Texts read. */
  count: number;
  /** For each text the position of the kept text that it repeats, or -1 where it is kept itself. */
  duplicateOf: Int32Array;
  /** For each text the estimated Jaccard similarity with that one, 0 where it is kept. */
  similarity: Float32Array;
  /** Positions of each kept text (first) with all its near-duplicates, in order; texts without any are not here. */
  clusters: number[][];
}

/** Finds each text that is a near-duplicate of an earlier one. Holds signatures in memory, not texts. */
export async function findNearDuplicates(
  texts: AsyncIterable<string> | Iterable<string>,
  options: FindOptions = {},
): Promise<NearDuplicates> {
  let duplicateOf = new Int32Array(1024);
  let similarity = new Float32Array(1024);
  let count = 0;
  const clusters = new Map<number, number[]>();
  for await (const batch of decide(texts, (text) => text, options)) {
    for (const decision of batch) {
      if (count === duplicateOf.length) {
        duplicateOf = enlarged(duplicateOf, new Int32Array(2 * count));
        similarity = enlarged(similarity, new Float32Array(2 * count));
      }
      duplicateOf[count] = decision.duplicateOf;
      similarity[count] = decision.similarity;
      if (decision.duplicateOf >= 0) {
        const cluster = clusters.get(decision.duplicateOf);
        if (cluster) cluster.push(count);
        else clusters.set(decision.duplicateOf, [decision.duplicateOf, count]);
      }
      count++;
    }
  }
  return {
    count,
    duplicateOf: duplicateOf.slice(0, count),
    similarity: similarity.slice(0, count),
    clusters: [...clusters.values()].sort(([a], [b]) => a! - b!),
  };
}

export interface Decision<T> {
  item: T;
  /** Position of the kept item that this one repeats, or -1. */
  duplicateOf: number;
  similarity: number;
}

/** Decides on each item in order, a batch at a time; what is signed ahead does not change a decision. */
export async function* decide<T>(
  items: AsyncIterable<T> | Iterable<T>,
  textOf: (item: T) => string,
  { workers = Math.min(availableParallelism(), 8), onProgress, ...options }: FindOptions,
): AsyncGenerator<Decision<T>[]> {
  const settings = resolveSettings(options);
  const index = createSignatureIndex(settings);
  const positions: number[] = []; // of what is kept, by its number in the index
  let done = 0;
  for await (const { items: batch, signatures, keys } of signBatches(items, { textOf, settings, workers })) {
    const decisions = batch.map((item, place): Decision<T> => {
      const near = index.nearest(signatures, keys, place);
      if (near) return { item, duplicateOf: positions[near.kept]!, similarity: near.similarity };
      index.add(signatures, keys, place);
      positions.push(done + place);
      return { item, duplicateOf: -1, similarity: 0 };
    });
    done += batch.length;
    onProgress?.({ done, duplicates: done - index.size });
    yield decisions;
  }
}

function enlarged<A extends Int32Array | Float32Array>(old: A, larger: A): A {
  larger.set(old);
  return larger;
}
