import type { ReasoningPlace, TokenMask } from "../formats/format.ts";
import type { ChatTemplate } from "../tokens/chat-template.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";

/**
 * `both`: what the assistant writes, thoughts and answers with their stop tokens. `thought`, `answer`: only these.
 * `empty`: as `both`, and an empty think block is trained on where the template writes one, which teaches the model to
 * answer without thinking; with `both` such a record is refused.
 */
export const superviseNames = ["both", "thought", "answer", "empty"] as const;
export type Supervise = (typeof superviseNames)[number];

export interface MaskSettings {
  tokenizer: Tokenizer;
  /** Default: the one beside the tokenizer. Documents need none. */
  template?: ChatTemplate | undefined;
  /** Default `both`. Documents are trained on as a whole in any case. */
  supervise?: Supervise | undefined;
  /** Where the template looks for thoughts. Default `reasoning_content`. */
  reasoning?: ReasoningPlace | undefined;
  /** Tokens after which the trainer will cut. */
  maxLength?: number | undefined;
}

/** Why a record must not be trained on as it is. */
export type Refusal =
  /** No token would be trained on: its loss is 0/0. */
  | "nothing-supervised"
  /** It would teach the model not to think, unasked. */
  | "empty-think-block"
  /** The model would not learn to stop. */
  | "stop-token-missing"
  /** Its own text holds a stop token, which would end a turn in the middle. */
  | "stop-token-in-text"
  /** The template does not show where an assistant turn begins. */
  | "turn-not-found"
  /** The template does not take the record. */
  | "template-failed"
  /** Chats need one. */
  | "no-template";

export type MaskNote =
  /** Longer than `maxLength`: the trainer will cut it. */
  | "too-long"
  /** The template leaves a thought out. */
  | "thought-left-out"
  /** The template leaves another text or a call out. */
  | "text-left-out"
  /** The template marks the role's header as written by the model. Here it is not trained on. */
  | "role-header-marked"
  /** Its text holds a special token's name, which the student reads as that token. */
  | "special-token-in-text";

export interface MaskPiece {
  text: string;
  supervised: boolean;
  tokens: number;
}

export interface RecordMask extends TokenMask {
  id: string;
  /** The text in order, a piece for each run of tokens that are trained on or not. */
  pieces: MaskPiece[];
  /** Tokens that are trained on, within `maxLength` where it is given. */
  supervisedTokens: number;
  refused?: { reason: Refusal; message: string };
  notes: MaskNote[];
}
