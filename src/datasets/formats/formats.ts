// The table of formats: everything that training data can be written to and read from.
import { nearest, TeachwhyError } from "../../store/index.ts";
import { axolotl } from "./axolotl.ts";
import type { Format, RecordPair } from "./format.ts";
import { openAi } from "./openai.ts";
import { openAiPreferences } from "./openai-preferences.ts";
import { records } from "./records.ts";
import { shareGpt } from "./sharegpt.ts";
import { tinker } from "./tinker.ts";
import { together } from "./together.ts";
import { trlChat } from "./trl-chat.ts";
import { trlDocuments } from "./trl-documents.ts";
import { trlPreferences } from "./trl-preferences.ts";
import { trlPrompts } from "./trl-prompts.ts";
import { trlTokens } from "./trl-tokens.ts";

export const recordFormats = {
  records,
  "trl-chat": trlChat,
  "trl-documents": trlDocuments,
  "trl-prompts": trlPrompts,
  "trl-tokens": trlTokens,
  openai: openAi,
  axolotl,
  tinker,
  together,
  sharegpt: shareGpt,
} satisfies Record<string, Format>;

/** Each row is made from two records: one and its counterpart. */
export const pairFormats = {
  "trl-preferences": trlPreferences,
  "openai-preferences": openAiPreferences,
} satisfies Record<string, Format<RecordPair>>;

export type RecordFormatName = keyof typeof recordFormats;
export type PairFormatName = keyof typeof pairFormats;
/** `huggingface` is a folder of the others' rows: see `exportFolder`. */
export type FormatName = RecordFormatName | PairFormatName | "huggingface";

export const formatNames = [
  ...Object.keys(recordFormats),
  ...Object.keys(pairFormats),
  "huggingface",
] as FormatName[];

export const isPairFormat = (name: string): name is PairFormatName => Object.hasOwn(pairFormats, name);

/** The name as one that the table has; an unknown one is an error that suggests the nearest. */
export function formatName(name: string): FormatName {
  const found = formatNames.find((known) => known === name);
  if (found) return found;
  const meant = nearest(name, formatNames);
  throw new TeachwhyError({
    code: "unknown-format",
    message: `Unknown format "${name}".${meant ? ` Did you mean "${meant}"?` : ""}`,
    next: `Known: ${formatNames.join(", ")}.`,
    data: { name },
  });
}
