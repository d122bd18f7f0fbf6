// MinHash (Broder, 1997): of every hash function, the least value over all shingles of a text. Two texts agree in a
// share of these minima that is their sets' Jaccard similarity, give or take sqrt(s (1 - s) / functions).
import { createWords, mix, readWords } from "./read-words.ts";
import type { NearDuplicateSettings } from "./settings.ts";

export interface Signer {
  /** Writes the minima of a text to `signatures`, and a key for each band and one for the whole to `keys`. */
  sign(text: string, signatures: Int32Array, keys: Int32Array, place: number): void;
}

/** Numbers a text takes in `signatures` and in `keys`. */
export function signatureShape({ bands, rows }: { bands: number; rows: number }) {
  return { signatureLength: bands * rows, keyCount: bands + 1 };
}

// Of words to shingles: a polynomial in an odd base, modulo 2^32.
const base = 0x9e3779b1 | 0;

export function createSigner(settings: NearDuplicateSettings): Signer {
  const { shingleWords, bands, rows } = settings;
  const { signatureLength, keyCount } = signatureShape(settings);
  // Four functions at a time; those that fill up the last four are thrown away.
  const padded = Math.ceil(signatureLength / 4) * 4;
  const multipliers = new Int32Array(padded);
  const offsets = new Int32Array(padded);
  multipliers.set(settings.multipliers);
  offsets.set(settings.offsets);
  const minima = new Int32Array(padded);
  const words = createWords();
  let shingles = new Int32Array(256);
  let leaving = 1; // base to the power of shingleWords
  for (let i = 0; i < shingleWords; i++) leaving = Math.imul(leaving, base);

  /** A text of fewer words than a shingle has is one shingle, an empty one too. */
  const shingle = (): number => {
    const { count, hashes } = words;
    if (shingles.length < count + 1) shingles = new Int32Array(2 * count);
    let hash = 0;
    let made = 0;
    for (let at = 0; at < count; at++) {
      hash = (Math.imul(hash, base) + hashes[at]!) | 0;
      if (at >= shingleWords) hash = (hash - Math.imul(leaving, hashes[at - shingleWords]!)) | 0;
      if (at >= shingleWords - 1) shingles[made++] = mix(hash);
    }
    if (made === 0) shingles[made++] = mix(hash ^ count);
    return made;
  };

  return {
    sign(text, signatures, keys, place) {
      readWords(text, words);
      // Made first: it may put a longer array in place of `shingles`.
      const made = shingle();
      takeMinima(minima, shingles, made, multipliers, offsets);
      const from = place * signatureLength;
      for (let i = 0; i < signatureLength; i++) signatures[from + i] = minima[i]!;
      let whole = 0;
      for (let band = 0; band < bands; band++) {
        let key = band;
        for (let row = band * rows; row < (band + 1) * rows; row++) {
          key = Math.imul(key ^ minima[row]!, 0x01000193);
          key ^= key >>> 15;
        }
        keys[place * keyCount + band] = key = mix(key);
        whole = mix(Math.imul(whole, base) + key);
      }
      keys[place * keyCount + bands] = whole;
    },
  };
}

function takeMinima(
  minima: Int32Array,
  shingles: Int32Array,
  count: number,
  multipliers: Int32Array,
  offsets: Int32Array,
): void {
  for (let at = 0; at < minima.length; at += 4) {
    const [m0, m1, m2, m3] = [
      multipliers[at]!,
      multipliers[at + 1]!,
      multipliers[at + 2]!,
      multipliers[at + 3]!,
    ];
    const [o0, o1, o2, o3] = [offsets[at]!, offsets[at + 1]!, offsets[at + 2]!, offsets[at + 3]!];
    let least0 = 0x7fffffff;
    let least1 = 0x7fffffff;
    let least2 = 0x7fffffff;
    let least3 = 0x7fffffff;
    for (let i = 0; i < count; i++) {
      const shingle = shingles[i]!;
      const value0 = (Math.imul(m0, shingle) + o0) | 0;
      const value1 = (Math.imul(m1, shingle) + o1) | 0;
      const value2 = (Math.imul(m2, shingle) + o2) | 0;
      const value3 = (Math.imul(m3, shingle) + o3) | 0;
      if (value0 < least0) least0 = value0;
      if (value1 < least1) least1 = value1;
      if (value2 < least2) least2 = value2;
      if (value3 < least3) least3 = value3;
    }
    minima[at] = least0;
    minima[at + 1] = least1;
    minima[at + 2] = least2;
    minima[at + 3] = least3;
  }
}
