import type { LanguageModelV3, SharedV3ProviderOptions } from "@ai-sdk/provider";
import { nearest, TeachwhyError } from "../../store/index.ts";
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
  /** Settings that it has no way to honour: refused, so that no setting is recorded that had no effect. */
  refuses?: readonly (keyof ModelSettings)[];
}

export interface Kind extends KindFacts {
  kind: string;
  open: KindOpener;
}

const kinds = new Map<string, Kind>();

for (const kind of [
  {
    kind: "anthropic",
    form: "anthropic:MODEL",
    refuses: ["seed", "contextTokens", "json"],
    keyVariable: "ANTHROPIC_API_KEY",
    keyRequired: true,
    baseUrlVariable: "ANTHROPIC_BASE_URL",
    open: async (request) => (await import("../kinds/anthropic.ts")).openAnthropic(request),
  },
  {
    kind: "openai",
    form: "openai:MODEL",
    refuses: ["seed", "contextTokens", "json"],
    keyVariable: "OPENAI_API_KEY",
    keyRequired: true,
    baseUrlVariable: "OPENAI_BASE_URL",
    open: async (request) => (await import("../kinds/openai.ts")).openOpenai(request),
  },
  {
    kind: "google",
    form: "google:MODEL",
    refuses: ["contextTokens", "json"],
    keyVariable: "GOOGLE_GENERATIVE_AI_API_KEY",
    keyRequired: true,
    baseUrlVariable: "GOOGLE_GENERATIVE_AI_BASE_URL",
    open: async (request) => (await import("../kinds/google.ts")).openGoogle(request),
  },
  {
    kind: "openai-compatible",
    form: "openai-compatible:URL#MODEL",
    refuses: ["contextTokens"],
    keyVariable: "OPENAI_COMPATIBLE_API_KEY",
    keyRequired: false,
    open: async (request) => (await import("../kinds/openai-compatible.ts")).openOpenaiCompatible(request),
  },
] satisfies Kind[]) {
  kinds.set(kind.kind, kind);
}

/** Makes `kind:REST` a model string; higher rooms add theirs before they open models. The last one wins. */
export function registerKind(kind: string, open: KindOpener, facts: KindFacts = {}): void {
  kinds.set(kind, { ...facts, kind, open });
}

export function listKinds(): Kind[] {
  return [...kinds.values()];
}

export function factsOf(kind: string): KindFacts {
  return kinds.get(kind) ?? {};
}

/** Throws `unknown-model-kind`. */
export function kindOf(kind: string, name: string): Kind {
  const known = kinds.get(kind);
  if (known) return known;
  const meant = nearest(kind, [...kinds.keys()]);
  throw new TeachwhyError({
    code: "unknown-model-kind",
    message: `Unknown kind of model "${kind}" in "${name}".${meant ? ` Did you mean ${meant}:?` : ""}`,
    next: `Known: ${[...kinds.values()].map((one) => one.form ?? `${one.kind}:`).join(", ")}.`,
  });
}
