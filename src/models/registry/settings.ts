import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { nearest, TeachwhyError } from "../../store/index.ts";

/** How long a model may think: a budget in tokens, or an effort, or on and off where it has no more than that. */
export type Thinking = number | (typeof thinkingWords)[number];
const thinkingWords = ["off", "on", "none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

/** How thoughts of earlier assistant turns are sent back: not at all, in the provider's own field, or before the text. */
export type ThoughtsMode = (typeof thoughtsModes)[number];
const thoughtsModes = ["none", "field", "inline"] as const;

/** What an OpenAI-compatible server knows of structured output. */
export type JsonMode = (typeof jsonModes)[number];
const jsonModes = ["schema", "object", "text"] as const;

/** What a model string says beyond the model. Everything here changes what a model answers and is recorded. */
export interface ModelSettings {
  temperature?: number;
  topP?: number;
  /** Most tokens of an answer, where the call does not say. Default 4096. A budget of thinking comes on top. */
  maxOutputTokens?: number;
  thinking?: Thinking;
  /** Default "none". */
  thoughts?: ThoughtsMode;
  /** The provider gets this plus the ordinal of the sample, so that samples of one prompt differ. */
  seed?: number;
  /** Text that is put before every system prompt. */
  system?: string;
  /** Size of the context window, for models that run in this process. */
  contextTokens?: number;
  /** How a server is asked for JSON: by schema (default), as any object, or by the prompt alone. */
  json?: JsonMode;
}

/** What a model string can say: settings, and what concerns the run but not the answers. */
export interface ModelOptions {
  settings: ModelSettings;
  /** USD for a million tokens. */
  price?: { inputUsdPerMillion: number; outputUsdPerMillion: number };
  /** The name under which answers are stored, in place of the server's address. */
  as?: string;
}

interface OptionReader {
  /** For errors and for the docs: what may stand here. */
  takes: string;
  /** Undefined: not what it takes. */
  read(text: string, folder: string): string | number | undefined;
}

const number =
  (low: number, high: number, whole = false) =>
  (text: string) => {
    const value = Number(text);
    const good =
      text.trim() !== "" && value >= low && value <= high && (whole ? Number.isSafeInteger(value) : true);
    return good && Number.isFinite(value) ? value : undefined;
  };
const oneOf = (words: readonly string[]) => (text: string) => (words.includes(text) ? text : undefined);
const count = number(1, 10_000_000, true);

const readers: Record<string, OptionReader> = {
  temperature: { takes: "a number from 0 to 2", read: number(0, 2) },
  topP: { takes: "a number from 0 to 1", read: number(0, 1) },
  maxTokens: { takes: "a whole number of at least 1", read: count },
  thinking: {
    takes: `a number of tokens, or one of ${thinkingWords.join(", ")}`,
    read: (text) => oneOf(thinkingWords)(text) ?? count(text),
  },
  thoughts: { takes: `one of ${thoughtsModes.join(", ")}`, read: oneOf(thoughtsModes) },
  seed: { takes: "a whole number from 0 to 2147483647", read: number(0, 2 ** 31 - 1, true) },
  system: { takes: "a text file", read: readText },
  context: { takes: "a whole number of at least 1", read: count },
  json: { takes: `one of ${jsonModes.join(", ")}`, read: oneOf(jsonModes) },
  priceIn: { takes: "USD for a million tokens", read: number(0, 1e6) },
  priceOut: { takes: "USD for a million tokens", read: number(0, 1e6) },
  as: { takes: "a name", read: (text) => text.trim() || undefined },
};

export const optionNames = Object.keys(readers);

/** Options that say a setting, where their name is another one. */
const settingNames: Record<string, keyof ModelSettings> = {
  maxTokens: "maxOutputTokens",
  context: "contextTokens",
};
const notSettings = ["priceIn", "priceOut", "as"];

/** As the option is called that says a setting. */
export function optionOf(setting: keyof ModelSettings): string {
  return Object.keys(settingNames).find((option) => settingNames[option] === setting) ?? setting;
}

/** `folder`: where relative paths start. Throws `model-option` with what the option takes. */
export function readOptions(
  pairs: Iterable<readonly [string, string]>,
  { name, folder }: { name: string; folder: string },
): ModelOptions {
  const values = new Map<string, string | number>();
  for (const [option, text] of pairs) {
    const reader = Object.hasOwn(readers, option) ? readers[option] : undefined;
    if (!reader) throw unknownOption(option, name);
    if (values.has(option))
      throw optionError(`"${option}" stands twice in model "${name}".`, "Keep one of the two.");
    const value = reader.read(text, folder);
    if (value === undefined) {
      throw optionError(
        `Option ${option}=${text} of model "${name}": expected ${reader.takes}.`,
        "Change the option.",
      );
    }
    values.set(option, value);
  }
  const [priceIn, priceOut] = [values.get("priceIn"), values.get("priceOut")];
  if ((priceIn === undefined) !== (priceOut === undefined)) {
    throw optionError(`Model "${name}" has one price of two.`, "Give both priceIn and priceOut.");
  }
  const as = values.get("as");
  return {
    // The readers above made the types what they are here.
    settings: Object.fromEntries(
      [...values]
        .filter(([option]) => !notSettings.includes(option))
        .map(([option, value]) => [settingNames[option] ?? option, value]),
    ) as ModelSettings,
    ...(priceIn === undefined
      ? {}
      : { price: { inputUsdPerMillion: Number(priceIn), outputUsdPerMillion: Number(priceOut) } }),
    ...(as === undefined ? {} : { as: String(as) }),
  };
}

function readText(file: string, folder: string): string {
  const path = resolve(folder, file);
  try {
    return readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new TeachwhyError({
      code: "model-option",
      message: `The system prefix ${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      next: "Check the path: in a model string it starts in this folder, in a YAML file beside that file.",
      cause,
    });
  }
}

function unknownOption(option: string, name: string): TeachwhyError {
  const meant = nearest(option, optionNames);
  return optionError(
    `Unknown option "${option}" in model "${name}".${meant ? ` Did you mean ${meant}?` : ""}`,
    `Known: ${optionNames.join(", ")}.`,
  );
}

function optionError(message: string, next: string): TeachwhyError {
  return new TeachwhyError({ code: "model-option", message, next });
}
