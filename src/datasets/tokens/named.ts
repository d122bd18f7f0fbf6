// Tokenizers by name, for counts before a student is chosen: they come with the package gpt-tokenizer.

import { replaceHalfPairs } from "../formats/half-pairs.ts";
import { placeTokens } from "./place-tokens.ts";
import type { PlacedTokens, Tokenizer } from "./tokenizer.ts";

const loaders = {
  o200k_base: () =>
    Promise.all([import("gpt-tokenizer/encoding/o200k_base"), import("gpt-tokenizer/bpeRanks/o200k_base")]),
  cl100k_base: () =>
    Promise.all([import("gpt-tokenizer/encoding/cl100k_base"), import("gpt-tokenizer/bpeRanks/cl100k_base")]),
};

export type NamedTokenizer = keyof typeof loaders;
export const namedTokenizers = Object.keys(loaders) as NamedTokenizer[];

export async function openNamed(name: NamedTokenizer): Promise<Tokenizer> {
  const [{ encode, decode }, { default: ranks }] = await loaders[name]();
  // Without this, a text that holds "<|endoftext|>" is an error.
  const options = { disallowedSpecial: new Set<string>() };
  const plain = (text: string) => encode(text, options);
  return {
    name,
    exact: false,
    encode: plain,
    decode,
    count: (text) => plain(text).length,
    place(text): PlacedTokens {
      const ids = plain(text);
      // Bytes by rank: a string where they are UTF-8, a list of bytes where not.
      return {
        ids,
        ...placeTokens(
          text,
          ids.map((id) => Buffer.from(ranks[id] as string)),
        ),
      };
    },
    normalize: replaceHalfPairs,
    frame: { before: [], after: [] },
    special: new Set(),
    variables: { bos_token: "", eos_token: "<|endoftext|>" },
  };
}
