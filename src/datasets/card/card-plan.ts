import type { ChatTemplate } from "../tokens/chat-template.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import type { SetStats } from "./collect-stats.ts";

/** What neither the records nor the manifest say. */
export interface CardTexts {
  /** The constitution, as a reader finds it. Its sha256 must be the one that the records were made from. */
  constitution?: { title: string; file: string; sha256: string } | undefined;
  /** Step to what it does, and the recipe's purpose, in a sentence each. */
  steps?: Record<string, string> | undefined;
  purpose?: string | undefined;
  /** An SPDX identifier in lower case, as the Hub knows it. Default `unknown`. */
  license?: string | undefined;
  /** Codes as `en`. Default English. */
  languages?: string[] | undefined;
  title?: string | undefined;
  /** What a user should know; added to what the figures themselves say. */
  limits?: string[] | undefined;
}

export interface CardPlan extends CardTexts {
  /** A recipe's folder, or any folder of data files. */
  folder: string;
  /** Counts tokens. Default: the approximate one. */
  tokenizer?: Tokenizer | undefined;
  template?: ChatTemplate | undefined;
  /** Overwrites a README.md that was not written by this function. */
  force?: boolean | undefined;
}

export interface DescribedFile {
  /** `default`, or the control's name. */
  name: string;
  /** Paths in the folder, with forward slashes. */
  files: string[];
  stats: SetStats;
}

/** Ends each card; a README.md without it is somebody's own. */
export const cardMark = "<!-- Written by teachwhy. Without this line it is kept as it is. -->";
