// A model's own tokenizer, from the files that Hugging Face's libraries write.
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { hashText, TeachwhyError } from "../../store/index.ts";
import { replaceHalfPairs } from "../formats/half-pairs.ts";
import { type ChatTemplate, compileTemplate } from "./chat-template.ts";
import { byteLevelSurface, pieceSurface, placeTokens } from "./place-tokens.ts";
import type { Tokenizer } from "./tokenizer.ts";

const TokenizerJson = z.looseObject({
  model: z.looseObject({ type: z.string().optional() }),
  added_tokens: z
    .array(z.looseObject({ id: z.number(), content: z.string(), special: z.boolean().optional() }))
    .default([]),
});

/** A special token: its text, or an object that holds it. */
const SpecialToken = z.union([z.string(), z.looseObject({ content: z.string() })]);
const TokenizerConfig = z.looseObject({
  chat_template: z
    .union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))])
    .nullish(),
});

export async function openHuggingFace(path: string): Promise<Tokenizer> {
  const file = statSync(path).isDirectory() ? join(path, "tokenizer.json") : path;
  const folder = dirname(resolve(file));
  if (!existsSync(file)) {
    throw new TeachwhyError({
      code: "no-tokenizer",
      message: `${path} holds no tokenizer.json.`,
      next: "Name the folder of the student's model; older ones are converted by transformers' AutoTokenizer.save_pretrained.",
      data: { path },
    });
  }
  const text = readFileSync(file, "utf8");
  const json = parseFile(TokenizerJson, text, file);
  const config = readIfThere(TokenizerConfig, join(folder, "tokenizer_config.json")) ?? {};
  const { Tokenizer: Library } = await import("@huggingface/tokenizers");
  const library = create(() => new Library(json, config), file);

  const plain = (one: string) => library.encode(one, { add_special_tokens: false });
  const added = new Set(json.added_tokens.map(({ content }) => content));
  const surfaceOf = /"type":\s*"ByteLevel"/.test(text) ? byteLevelSurface : pieceSurface;
  const variables = specialTokens(folder, config);
  const eos = variables.eos_token === undefined ? undefined : library.token_to_id(variables.eos_token);
  const template = await templateOf(folder, config);
  const form = unicodeForm(text);
  return {
    name: `tokenizer.json of ${basename(folder)} (${hashText(text).slice(0, 12)})`,
    exact: true,
    encode: (one) => plain(one).ids,
    decode: (ids) => (ids.length === 0 ? "" : library.decode(ids, { clean_up_tokenization_spaces: false })),
    count: (one) => plain(one).ids.length,
    place(one) {
      const { ids, tokens } = plain(one);
      const surfaces = (tokens as string[]).map((token) =>
        added.has(token) ? Buffer.from(token) : surfaceOf(token),
      );
      return { ids, ...placeTokens(one, surfaces) };
    },
    normalize(one) {
      const whole = replaceHalfPairs(one);
      return form ? whole.normalize(form) : whole;
    },
    frame: frameOf(library, eos),
    special: new Set(json.added_tokens.filter(({ special }) => special).map(({ content }) => content)),
    variables,
    ...(template && { template }),
  };
}

interface Library {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] };
}

/** What the tokenizer itself puts around a text, and the end of sequence that trainers add to documents. */
function frameOf(library: Library, eos: number | undefined): Tokenizer["frame"] {
  const inner = library.encode("a", { add_special_tokens: false }).ids;
  const outer = library.encode("a", { add_special_tokens: true }).ids;
  const at = outer.findIndex((_, start) => inner.every((id, offset) => outer[start + offset] === id));
  const before = outer.slice(0, Math.max(0, at));
  const after = at < 0 ? [] : outer.slice(at + inner.length);
  return { before, after: eos === undefined || after.at(-1) === eos ? after : [...after, eos] };
}

function specialTokens(folder: string, config: object): Record<string, string> {
  const map = readIfThere(z.looseObject({}), join(folder, "special_tokens_map.json")) ?? {};
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...map, ...config })) {
    const token = key.endsWith("_token") ? SpecialToken.safeParse(value).data : undefined;
    if (token !== undefined) found[key] = typeof token === "string" ? token : token.content;
  }
  return found;
}

/** In the order in which transformers looks: chat_template.jinja, then the field of tokenizer_config.json. */
async function templateOf(
  folder: string,
  { chat_template: inConfig }: z.infer<typeof TokenizerConfig>,
): Promise<ChatTemplate | undefined> {
  const name = basename(folder);
  const file = join(folder, "chat_template.jinja");
  const source = existsSync(file)
    ? readFileSync(file, "utf8")
    : Array.isArray(inConfig)
      ? (inConfig.find(({ name }) => name === "default") ?? inConfig[0])?.template
      : inConfig;
  if (!source) return undefined;
  try {
    return await compileTemplate(name, source);
  } catch (cause) {
    throw badFile(
      existsSync(file) ? file : join(folder, "tokenizer_config.json"),
      "its chat template",
      cause,
    );
  }
}

/** Unicode's normal form that the tokenizer brings text into first, if any. */
function unicodeForm(text: string): "NFC" | "NFD" | "NFKC" | "NFKD" | undefined {
  const normalizer = JSON.stringify(JSON.parse(text).normalizer ?? null);
  return /"type":"(NFK?[CD])"/.exec(normalizer)?.[1] as "NFC" | undefined;
}

function readIfThere<T>(schema: z.ZodType<T>, path: string): T | undefined {
  return existsSync(path) ? parseFile(schema, readFileSync(path, "utf8"), path) : undefined;
}

function parseFile<T>(schema: z.ZodType<T>, text: string, path: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw badFile(path, "it", cause);
  }
}

function create<T>(make: () => T, path: string): T {
  try {
    return make();
  } catch (cause) {
    throw badFile(path, "its kind of tokenizer", cause);
  }
}

function badFile(path: string, what: string, cause: unknown): TeachwhyError {
  const message = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
  return new TeachwhyError({
    code: "bad-tokenizer",
    message: `${path}: ${what} cannot be read (${message.replaceAll("\n", " ")}).`,
    next: "Download the model's files again; large ones come as a pointer of three lines when Git LFS is missing.",
    data: { path },
    cause,
  });
}
