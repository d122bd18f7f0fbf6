import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Message,
  LanguageModelV3Prompt,
  SharedV3ProviderOptions,
} from "@ai-sdk/provider";
import type { ModelSettings, ThoughtsMode } from "./settings.ts";
import { wrapModel } from "./wrap-model.ts";

/** An answer of 3,000 words; known for every model, so that the worst case of a call is known before it is sent. */
export const defaultMaxOutputTokens = 4096;

/** The model with its settings built in: they are defaults where a call does not say. */
export function withSettings(
  model: LanguageModelV3,
  settings: ModelSettings,
  thinkingOptions: SharedV3ProviderOptions = {},
): LanguageModelV3 {
  return wrapModel(model, {
    prepare({ providerOptions = {}, ...call }) {
      const { teachwhy, ...passedOn } = providerOptions;
      const maxOutputTokens = call.maxOutputTokens ?? settings.maxOutputTokens ?? defaultMaxOutputTokens;
      return definedOnly({
        ...call,
        maxOutputTokens,
        temperature: call.temperature ?? settings.temperature,
        topP: call.topP ?? settings.topP,
        seed: call.seed ?? seedOf(settings.seed, teachwhy?.ordinal),
        prompt: withSystem(
          call.prompt.map((message) => withThoughts(message, settings.thoughts)),
          settings.system,
        ),
        providerOptions: mergeOptions(thinkingOptions, passedOn),
      });
    },
  });
}

function seedOf(seed: number | undefined, ordinal: unknown): number | undefined {
  if (seed === undefined) return undefined;
  // Providers take 31 bits.
  return (seed + (typeof ordinal === "number" ? ordinal : 0)) % 2 ** 31;
}

function withSystem(prompt: LanguageModelV3Prompt, prefix: string | undefined): LanguageModelV3Prompt {
  if (!prefix) return prompt;
  const [first, ...others] = prompt;
  if (first?.role !== "system") return [{ role: "system", content: prefix }, ...prompt];
  return [{ ...first, content: `${prefix}\n\n${first.content}` }, ...others];
}

function withThoughts(message: LanguageModelV3Message, mode: ThoughtsMode = "none"): LanguageModelV3Message {
  if (message.role !== "assistant" || mode === "field") return message;
  const thoughts = message.content.filter((part) => part.type === "reasoning").map((part) => part.text);
  if (thoughts.length === 0) return message;
  const others = message.content.filter((part) => part.type !== "reasoning");
  if (mode === "none") return { ...message, content: others };
  const block = `<think>\n${thoughts.join("\n").trim()}\n</think>\n\n`;
  const [first, ...rest] = others;
  if (first?.type !== "text") return { ...message, content: [{ type: "text", text: block }, ...others] };
  return { ...message, content: [{ ...first, text: block + first.text }, ...rest] };
}

/** What the call says about a provider wins, option by option. */
function mergeOptions(
  ours: SharedV3ProviderOptions,
  theirs: SharedV3ProviderOptions,
): SharedV3ProviderOptions {
  const merged = { ...ours };
  for (const [provider, options] of Object.entries(theirs))
    merged[provider] = { ...merged[provider], ...options };
  return merged;
}

function definedOnly(
  call: {
    [Key in keyof LanguageModelV3CallOptions]: LanguageModelV3CallOptions[Key] | undefined;
  },
): LanguageModelV3CallOptions {
  return Object.fromEntries(
    Object.entries(call).filter(([, value]) => value !== undefined),
  ) as LanguageModelV3CallOptions;
}
