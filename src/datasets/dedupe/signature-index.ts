// Signatures of the texts that were kept, found again by bands. Typed arrays in blocks, some 650 bytes a text with
// 112 functions: a million entries in Maps would take several times as much.
import type { NearDuplicateSettings } from "./settings.ts";
import { signatureShape } from "./signer.ts";

export interface SignatureIndex {
  readonly size: number;
  /** The most similar text of those that agree in a band and reach the threshold; the earliest of equals. */
  nearest(signatures: Int32Array, keys: Int32Array, place: number): Neighbour | undefined;
  /** Keeps a text; its number is the size before. */
  add(signatures: Int32Array, keys: Int32Array, place: number): void;
}

export interface Neighbour {
  /** Its number in the index. */
  kept: number;
  /** Share of hash functions on which both agree. */
  similarity: number;
}

const blockBits = 12;
const blockSize = 1 << blockBits;
/** In one band a text is compared with the latest this many of those that agree: a common preamble must not cost a day. */
const mostCompared = 64;

export function createSignatureIndex(settings: NearDuplicateSettings): SignatureIndex {
  const { signatureLength, keyCount } = signatureShape(settings);
  const least = Math.ceil(settings.threshold * signatureLength - 1e-9);
  const blocks: { signatures: Int32Array; keys: Int32Array; previous: Int32Array }[] = [];
  let size = 0;
  // For each key's band a table of chains: the latest text (plus one) by the key's low bits, and from it backwards.
  let tableSize = 1024;
  let latest = new Int32Array(keyCount * tableSize);

  const link = (number: number) => {
    const { keys, previous } = blocks[number >> blockBits]!;
    const from = (number & (blockSize - 1)) * keyCount;
    for (let band = 0; band < keyCount; band++) {
      const head = band * tableSize + (keys[from + band]! & (tableSize - 1));
      previous[from + band] = latest[head]!;
      latest[head] = number + 1;
    }
  };

  const agreements = (number: number, signatures: Int32Array, from: number): number => {
    const kept = blocks[number >> blockBits]!.signatures;
    const keptFrom = (number & (blockSize - 1)) * signatureLength;
    let equal = 0;
    for (let i = 0; i < signatureLength; i++) if (kept[keptFrom + i] === signatures[from + i]) equal++;
    return equal;
  };

  return {
    get size() {
      return size;
    },
    nearest(signatures, keys, place) {
      let best = -1;
      let bestEqual = least - 1;
      // The key of the whole comes first: a text that is there word for word is found whatever else agrees.
      for (let band = keyCount - 1; band >= 0 && bestEqual < signatureLength; band--) {
        const key = keys[place * keyCount + band]!;
        let compared = 0;
        let candidate = latest[band * tableSize + (key & (tableSize - 1))]! - 1;
        while (candidate >= 0 && compared < mostCompared) {
          const { keys: keptKeys, previous } = blocks[candidate >> blockBits]!;
          const at = (candidate & (blockSize - 1)) * keyCount + band;
          if (keptKeys[at] === key) {
            compared++;
            if (candidate !== best) {
              const equal = agreements(candidate, signatures, place * signatureLength);
              if (equal > bestEqual || (equal === bestEqual && candidate < best)) {
                best = candidate;
                bestEqual = equal;
              }
            }
          }
          candidate = previous[at]! - 1;
        }
      }
      return best < 0 ? undefined : { kept: best, similarity: bestEqual / signatureLength };
    },
    add(signatures, keys, place) {
      if (size % blockSize === 0) {
        blocks.push({
          signatures: new Int32Array(blockSize * signatureLength),
          keys: new Int32Array(blockSize * keyCount),
          previous: new Int32Array(blockSize * keyCount),
        });
      }
      const block = blocks[size >> blockBits]!;
      const inBlock = size & (blockSize - 1);
      copy(signatures, place, block.signatures, inBlock, signatureLength);
      copy(keys, place, block.keys, inBlock, keyCount);
      if (size === tableSize) {
        tableSize *= 2;
        latest = new Int32Array(keyCount * tableSize);
        for (let number = 0; number < size; number++) link(number);
      }
      link(size);
      size++;
    },
  };
}

function copy(from: Int32Array, place: number, to: Int32Array, toPlace: number, length: number): void {
  to.set(from.subarray(place * length, (place + 1) * length), toPlace * length);
}
