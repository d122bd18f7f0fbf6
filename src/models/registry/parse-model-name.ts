import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { parse } from "yaml";
import { TeachwhyError } from "../../store/index.ts";
import { kindOf } from "./kinds.ts";
import { type ModelOptions, optionNames, readOptions } from "./settings.ts";

export interface ParsedModelName extends ModelOptions {
  kind: string;
  /** What stands between `kind:` and the options: a model, a path, a URL with its `#model`. */
  rest: string;
}

/**
 * `anthropic:claude-x?temperature=0.7&maxTokens=2000`, or `file:teacher.yaml` with the key `model` and the same options
 * as further keys. Reads the files that are named. Throws `model-name`, `unknown-model-kind` and `model-option`.
 */
export function parseModelName(name: string): ParsedModelName {
  const { kind, rest } = splitKind(name);
  if (kind === "file") return parseModelFile(rest, name);
  const { before, query } = splitQuery(rest);
  kindOf(kind, name);
  if (before === "") {
    throw nameError(
      `Model "${name}" names no model.`,
      `Write ${kindOf(kind, name).form ?? `${kind}:MODEL`}.`,
    );
  }
  return { kind, rest: before, ...readOptions(queryPairs(query), { name, folder: "." }) };
}

function splitKind(name: string): { kind: string; rest: string } {
  const colon = name.indexOf(":");
  if (colon > 0) return { kind: name.slice(0, colon).trim(), rest: name.slice(colon + 1).trim() };
  throw nameError(
    `"${name}" is no model: it does not say of which kind.`,
    "Write a kind before it, as in anthropic:MODEL, openai:MODEL or openai-compatible:http://127.0.0.1:8000/v1#MODEL.",
  );
}

/** A URL may have a query of its own: options stand after its `#model`. */
function splitQuery(rest: string): { before: string; query: string } {
  const from = /^https?:/i.test(rest) ? Math.max(0, rest.indexOf("#")) : 0;
  const mark = rest.indexOf("?", from);
  return mark < 0
    ? { before: rest, query: "" }
    : { before: rest.slice(0, mark), query: rest.slice(mark + 1) };
}

/** By hand: URLSearchParams would read the plus of a file's name as a space. */
function queryPairs(query: string): [string, string][] {
  return query
    .split("&")
    .filter(Boolean)
    .map((pair) => {
      const [option, ...value] = pair.split("=");
      return [option, value.join("=")];
    });
}

/**
 * The string that says what a `file:` says, for records: the file may change, and a record is to say what was used.
 * Other names stay as they are. Throws as `parseModelName` does.
 */
export function spellOutModel(name: string): string {
  const { kind, rest } = splitKind(name);
  if (kind !== "file") return name;
  const { model, pairs, folder } = readModelFile(rest);
  const options = pairs.map(([option, value]) =>
    option === "system" ? `system=${relative(".", resolve(folder, value))}` : `${option}=${value}`,
  );
  return options.length === 0 ? model : `${model}?${options.join("&")}`;
}

function parseModelFile(file: string, name: string): ParsedModelName {
  const { model, pairs, folder } = readModelFile(file);
  const { kind, rest } = splitKind(model);
  kindOf(kind, name);
  return { kind, rest, ...readOptions(pairs, { name, folder }) };
}

interface ModelFile {
  /** `kind:rest`, without options. */
  model: string;
  pairs: (readonly [string, string])[];
  /** Where its relative paths start. */
  folder: string;
}

function readModelFile(file: string): ModelFile {
  const path = resolve(file);
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const { message } = cause as Error;
    throw nameError(
      `The model file ${path} cannot be read: ${message}`,
      "Check the path and the YAML.",
      cause,
    );
  }
  const { model, ...options } = isObject(content) ? content : {};
  if (typeof model !== "string" || model.startsWith("file:")) {
    throw nameError(
      `The model file ${path} has no model.`,
      `It needs a line "model: anthropic:MODEL" or of another kind; other keys: ${optionNames.join(", ")}.`,
    );
  }
  const { kind, rest } = splitKind(model);
  const { before, query } = splitQuery(rest);
  const pairs = Object.entries(options).map(([key, value]) => [key, String(value)] as const);
  return { model: `${kind}:${before}`, pairs: [...queryPairs(query), ...pairs], folder: dirname(path) };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function nameError(message: string, next: string, cause?: unknown): TeachwhyError {
  return new TeachwhyError({ code: "model-name", message, next, cause });
}
