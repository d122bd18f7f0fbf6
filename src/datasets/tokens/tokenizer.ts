import type { ChatTemplate } from "./chat-template.ts";

export interface Tokenizer {
  /** For cards and tables: `tokenizer.json of smollm2 (a1b2c3d4e5f6)`, or `o200k_base`. */
  name: string;
  /** Whether these are the student's own tokens. What an approximate one counts is near, and no more. */
  exact: boolean;
  /** Token ids of a text. Names of special tokens in it become special tokens, and nothing is put around it. */
  encode(text: string): number[];
  decode(ids: number[]): string;
  count(text: string): number;
  /** The tokens of a text with their places in it. */
  place(text: string): PlacedTokens;
  /** The text as the tokenizer reads it: in its Unicode normal form, if it has one; half surrogate pairs as U+FFFD. */
  normalize(text: string): string;
  /** What a trainer puts around a document: the beginning of a sequence where the tokenizer adds one, and its end. */
  frame: { before: number[]; after: number[] };
  /** Names of tokens that stand for structure and not for text, as `<|im_end|>`. */
  special: ReadonlySet<string>;
  /** What chat templates know as bos_token, eos_token and so on. */
  variables: Record<string, string>;
  /** The template that lies beside the tokenizer. */
  template?: ChatTemplate;
}

export interface PlacedTokens {
  ids: number[];
  /** Where each token begins and ends, in bytes of the text as UTF-8. Tokens that share a character's bytes differ. */
  starts: number[];
  ends: number[];
}
