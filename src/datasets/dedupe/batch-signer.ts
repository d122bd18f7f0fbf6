// The work of a thread, also done in the main one for the first texts.
import type { NearDuplicateSettings } from "./settings.ts";
import { createSigner, signatureShape } from "./signer.ts";

export interface SignedTexts {
  /** Row by row, as long as there are hash functions. */
  signatures: Int32Array<ArrayBuffer>;
  /** Row by row, one for each band and one for the whole. */
  keys: Int32Array<ArrayBuffer>;
}

export function createBatchSigner(
  settings: NearDuplicateSettings,
): (texts: readonly string[]) => SignedTexts {
  const signer = createSigner(settings);
  const { signatureLength, keyCount } = signatureShape(settings);
  return (texts) => {
    const signatures = new Int32Array(texts.length * signatureLength);
    const keys = new Int32Array(texts.length * keyCount);
    texts.forEach((text, place) => {
      signer.sign(text, signatures, keys, place);
    });
    return { signatures, keys };
  };
}
