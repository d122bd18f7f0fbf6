// What a kind of model is: the seam between the registry and the files that know one provider each.
import type { LanguageModelV3, SharedV3ProviderOptions } from "@ai-sdk/provider";
import type { ModelSettings } from "./settings.ts";

export interface KindRequest {
  /** The whole model string, for errors. */
  name: string;
  /** What stands between `kind:` and the options. */
  rest: string;
  settings: ModelSettings;
  env: Record<string, string | undefined>;
  fetch?: typeof globalThis.fetch;
}

export interface KindModel {
  /** The provider's id of the model; for a file, what it is called there. */
  id: string;
  model: LanguageModelV3;
  /** What tells two models of one id apart: the server's address, the hash of a file. Part of the identity. */
  address?: string;
  /** How `settings.thinking` is said to this provider. */
  providerOptions?: SharedV3ProviderOptions;
  /** Tokens of thinking that come on top of the call's `maxOutputTokens`. Default 0. */
  thinkingTokens?: number;
  /** Calls at once, whatever the run allows. Default: no limit of its own. */
  maxConcurrency?: number;
}

/** Loads what the kind needs inside itself, so that nothing loads that is not used. */
export type KindOpener = (request: KindRequest) => Promise<KindModel>;

export interface KindFacts {
  /** How a model of this kind is written. */
  form?: string;
  /** The environment variable that holds its key. */
  keyVariable?: string;
  keyRequired?: boolean;
  /** The environment variable that sends its calls to another server. */
  baseUrlVariable?: string;
  /** Answers come from this process and cost nothing. */
  free?: boolean;
  /** What `models check` says to it, where it would not know the usual words. */
  checkWords?: string;
  /** Settings that it has no way to honour: refused, so that no setting is recorded that had no effect. */
  refuses?: readonly (keyof ModelSettings)[];
}

export interface Kind extends KindFacts {
  kind: string;
  open: KindOpener;
}
