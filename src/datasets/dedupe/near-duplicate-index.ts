import { createBatchSigner } from "./batch-signer.ts";
import { type NearDuplicateOptions, resolveSettings } from "./settings.ts";
import { createSignatureIndex } from "./signature-index.ts";

export interface NearDuplicateIndex {
  /** Texts kept so far. */
  readonly size: number;
  /**
   * Names the kept text that this one is a near-duplicate of, the most similar one; otherwise keeps it under its id and
   * says nothing. What is named is not kept.
   */
  add(id: string, text: string): { id: string; similarity: number } | undefined;
}

/**
 * The same decisions as `findNearDuplicates`, one text at a time, for whoever makes texts and wants no second one of a
 * kind. Takes some 650 bytes a kept text.
 */
export function createNearDuplicateIndex(options: NearDuplicateOptions = {}): NearDuplicateIndex {
  const settings = resolveSettings(options);
  const sign = createBatchSigner(settings);
  const index = createSignatureIndex(settings);
  const ids: string[] = [];
  return {
    get size() {
      return index.size;
    },
    add(id, text) {
      const { signatures, keys } = sign([text]);
      const near = index.nearest(signatures, keys, 0);
      if (near) return { id: ids[near.kept]!, similarity: near.similarity };
      index.add(signatures, keys, 0);
      ids.push(id);
      return undefined;
    },
  };
}
