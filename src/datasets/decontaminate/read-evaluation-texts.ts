// Evaluation files as texts to keep out of training data.
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { parseAllDocuments } from "yaml";
import { TeachwhyError } from "../../store/index.ts";
import type { EvaluationText } from "./overlap.ts";

const readers: Record<string, (text: string, name: string) => EvaluationText[]> = {
  ".md": wholeText,
  ".txt": wholeText,
  ".yaml": readYaml,
  ".yml": readYaml,
  ".json": (text, name) => fields(JSON.parse(text), name),
  ".jsonl": (text, name) =>
    text.split("\n").flatMap((line, at) => {
      if (line.trim() === "") return [];
      try {
        return fields(JSON.parse(line), `${name}:${at + 1}`);
      } catch (cause) {
        throw new Error(`line ${at + 1}: ${(cause as Error).message}`, { cause });
      }
    }),
};
const known = Object.keys(readers).join(", ");

/**
 * Reads files, and every file below folders in the order of their names: Markdown and plain text as a whole, of YAML,
 * JSON and JSONL each string on its own, named `FILE#path.to.field`. A field called `canary` is the canary of all that
 * stands in the same object or below. Hidden files and files of other kinds in folders are passed over.
 */
export async function readEvaluationTexts(paths: readonly string[]): Promise<EvaluationText[]> {
  const texts: EvaluationText[] = [];
  for (const path of paths) {
    const files = (await isFolder(path)) ? await filesBelow(path) : [path];
    if (files.length === 0) {
      throw new TeachwhyError({
        code: "no-evaluation-texts",
        message: `The folder ${path} holds no evaluation texts.`,
        next: `They are files that end in ${known}. Name another folder or a file.`,
      });
    }
    for (const file of files) texts.push(...(await readOne(file)));
  }
  return texts;
}

async function readOne(file: string): Promise<EvaluationText[]> {
  const read = readers[extname(file).toLowerCase()];
  if (!read) {
    throw new TeachwhyError({
      code: "unknown-evaluation-file",
      message: `${file} is of no kind that holds evaluation texts.`,
      next: `Known endings: ${known}.`,
    });
  }
  const text = await readFile(file, "utf8");
  try {
    return read(text.replace(/^\ufeff/, ""), file);
  } catch (cause) {
    throw new TeachwhyError({
      code: "broken-evaluation-file",
      message: `${file} cannot be read: ${(cause as Error).message}`,
      next: "Correct the file, or name only those that are whole.",
      data: { file },
      cause,
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new TeachwhyError({
      code: "no-such-file",
      message: `There is no evaluation file or folder ${path}.`,
      next: "Check the path.",
      cause,
    });
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(path)));
    else if (extname(entry.name).toLowerCase() in readers) found.push(path);
  }
  return found;
}

function wholeText(text: string, name: string): EvaluationText[] {
  return [{ name, text }];
}

function readYaml(text: string, name: string): EvaluationText[] {
  return parseAllDocuments(text).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw error;
    return fields(document.toJS(), name);
  });
}

/** Every string in a value that was read, with the path to it and the canary that stands nearest above. */
function fields(value: unknown, name: string, path = "", canary?: string): EvaluationText[] {
  if (typeof value === "string")
    return [{ name: path ? `${name}#${path}` : name, text: value, ...(canary !== undefined && { canary }) }];
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, at) => fields(item, name, `${path}[${at}]`, canary));
  const own = "canary" in value && typeof value.canary === "string" ? value.canary : canary;
  return Object.entries(value).flatMap(([key, item]) =>
    fields(item, name, path ? `${path}.${key}` : key, own),
  );
}
