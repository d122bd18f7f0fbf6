import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { nearest, TeachwhyError } from "../store/index.ts";
import { parseConstitution } from "./parse-constitution.ts";
import type { Constitution } from "./types.ts";

/** Reads and parses a Markdown file (UTF-8). Throws a TeachwhyError that says what is there instead. */
export function readConstitution(path: string): Constitution {
  const data = { file: path };
  let bytes: Buffer;
  try {
    if (statSync(path).isDirectory()) {
      throw new TeachwhyError({
        code: "not-a-file",
        message: `${path} is a folder, not a constitution.`,
        next: `Name a Markdown file.${inFolder(path)}`,
        data,
      });
    }
    bytes = readFileSync(path);
  } catch (cause) {
    if (cause instanceof TeachwhyError) throw cause;
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new TeachwhyError({
      code: missing ? "file-not-found" : "file-not-readable",
      message: missing
        ? `There is no constitution at ${path}.`
        : `The constitution ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      next: missing ? nearby(path) : "Check the file's permissions.",
      data,
      cause,
    });
  }
  return parseConstitution(decode(bytes, path), { file: path });
}

function decode(bytes: Buffer, path: string): string {
  try {
    // The byte order mark stays, so that byte ranges are those of the file.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new TeachwhyError({
      code: "not-utf-8",
      message: `${path} is not UTF-8 text.`,
      next: "Save it as UTF-8 Markdown.",
      data: { file: path },
      cause,
    });
  }
}

/** What a person may have meant: a file of nearly this name, else the Markdown files of the folder. */
function nearby(path: string): string {
  const folder = dirname(path);
  if (!existsSync(folder)) return `There is no folder ${folder} either. Check the path.`;
  const suggestion = nearest(basename(path), markdownIn(folder));
  if (suggestion !== undefined) return `Did you mean ${join(folder, suggestion)}?`;
  return `Check the path.${inFolder(folder)}`;
}

function inFolder(folder: string): string {
  const names = markdownIn(folder).slice(0, 8);
  return names.length === 0 ? ` ${folder} holds no Markdown file.` : ` In ${folder}: ${names.join(", ")}.`;
}

const markdownIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => [".md", ".markdown"].includes(extname(name)))
    .sort();
