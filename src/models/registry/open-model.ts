import type { LanguageModelV3 } from "@ai-sdk/provider";
import { refuseSetting } from "./key-from-environment.ts";
import { kindOf } from "./kinds.ts";
import { parseModelName } from "./parse-model-name.ts";
import type { Price } from "./prices.ts";
import { type ModelSettings, optionOf } from "./settings.ts";
import { withSettings } from "./with-settings.ts";

/** A model that is ready to be asked: its settings are built in. */
export interface OpenedModel {
  /** As it was given. */
  name: string;
  kind: string;
  /** The provider's id of the model. */
  id: string;
  settings: ModelSettings;
  model: LanguageModelV3;
  /** Everything that changes what it answers, as one line: for the keys of stored answers. Never holds a key. */
  identity: string;
  /** Only where the model string gives it. */
  price?: Price;
  /** Thoughts that come on top of `maxOutputTokens`. */
  thinkingTokens: number;
  /** Calls at once, whatever the run allows: models in this process have one context to work in. */
  maxConcurrency?: number;
}

export interface OpenContext {
  /** Default: the environment of the process. */
  env?: Record<string, string | undefined>;
  fetch?: typeof globalThis.fetch;
}

/** Throws TeachwhyErrors: an unknown kind, an option that is wrong, a key that is missing. Sends nothing. */
export async function openModel(name: string, context: OpenContext = {}): Promise<OpenedModel> {
  const { kind, rest, settings, price, as } = parseModelName(name);
  const { open, refuses = [] } = kindOf(kind, name);
  for (const setting of refuses) if (settings[setting] !== undefined) refuseUnused(name, kind, setting);
  const opened = await open({
    name,
    rest,
    settings,
    env: context.env ?? process.env,
    ...(context.fetch ? { fetch: context.fetch } : {}),
  });
  return {
    name,
    kind,
    id: opened.id,
    settings,
    model: withSettings(opened.model, settings, opened.providerOptions),
    identity: identityOf(
      kind,
      as ?? (opened.address ? `${opened.address}#${opened.id}` : opened.id),
      settings,
    ),
    ...(price ? { price: { ...price, source: "the model string" } } : {}),
    thinkingTokens: opened.thinkingTokens ?? 0,
    ...(opened.maxConcurrency === undefined ? {} : { maxConcurrency: opened.maxConcurrency }),
  };
}

function refuseUnused(name: string, kind: string, setting: keyof ModelSettings): never {
  const option = optionOf(setting);
  refuseSetting(name, `models of kind "${kind}" have no use for ${option}.`, `Leave ${option} out.`);
}

/** Settings in one order, so that the order in which they were written changes nothing. */
function identityOf(kind: string, id: string, settings: ModelSettings): string {
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([kind, id, Object.fromEntries(sorted)]);
}
