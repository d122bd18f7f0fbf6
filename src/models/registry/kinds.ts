import { nearest, TeachwhyError } from "../../store/index.ts";
import type { Kind, KindFacts, KindOpener } from "./kind.ts";

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
  {
    kind: "gguf",
    form: "gguf:PATH",
    refuses: ["thinking", "json"],
    free: true,
    open: async (request) => (await import("../kinds/gguf/open-gguf.ts")).openGguf(request),
  },
  {
    kind: "offline",
    form: "offline:NAME",
    refuses: ["contextTokens"],
    open: async (request) => (await import("../kinds/offline.ts")).openOffline(request),
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
