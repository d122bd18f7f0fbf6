import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nearest, TeachwhyError } from "../../store/index.ts";

export interface PromptFile {
  /** Relative to the folder, without `.liquid`: `difficult-advice/draft`. */
  name: string;
  path: string;
  source: string;
}

const packaged = fileURLToPath(new URL("../../../prompts", import.meta.url));
const listName = "shared/banned-phrases.txt";

/**
 * The packaged prompt files by name, those of `overrides` in their place. An own file that takes no packaged one's
 * place would silently do nothing, so it is an error.
 */
export async function readPromptFiles(overrides?: string): Promise<Map<string, PromptFile>> {
  const files = new Map((await readFolder(packaged)).map((file) => [file.name, file]));
  if (overrides === undefined) return files;
  await refuseOtherEndings(overrides, files);
  for (const file of await readFolder(overrides)) {
    if (!files.has(file.name)) throw unknownOverride(file, [...files.keys()]);
    files.set(file.name, file);
  }
  return files;
}

async function readFolder(folder: string): Promise<PromptFile[]> {
  const names = await namesIn(folder);
  const wanted = names.filter((name) => name.endsWith(".liquid") || name === listName);
  return Promise.all(
    wanted.map(async (name) => {
      const path = join(folder, name);
      // Editors on Windows begin files with a byte order mark; the first line must still open a message.
      const source = (await readFile(path, "utf8")).replace(/^\ufeff/, "");
      return { name: name.replace(/\.liquid$/, ""), path, source };
    }),
  );
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new TeachwhyError({
      code: "no-prompts",
      message: `Cannot read prompts from ${folder}: ${cause.message}.`,
      next: "Name a folder with the files that you changed, as `teachwhy prompts copy RECIPE --to DIR` makes one.",
      cause,
    });
  });
  return entries.map((entry) => entry.replaceAll("\\", "/")).sort();
}

/** `stories/write.txt` is meant to change a prompt and would change nothing. */
async function refuseOtherEndings(folder: string, files: ReadonlyMap<string, PromptFile>): Promise<void> {
  for (const entry of await namesIn(folder)) {
    const name = entry.replace(/\.[^./]*$/, "");
    if (entry.endsWith(".liquid") || entry === name || !files.has(name)) continue;
    throw new TeachwhyError({
      code: "unknown-prompt",
      message: `${join(folder, entry)} is not read: prompts end in .liquid.`,
      next: `Rename it to ${name}.liquid, or remove it.`,
      data: { name },
    });
  }
}

function unknownOverride(file: PromptFile, known: string[]): TeachwhyError {
  const meant = nearest(file.name, known);
  return new TeachwhyError({
    code: "unknown-prompt",
    message: `${file.path} takes the place of no prompt: there is no "${file.name}".`,
    next: `${meant ? `Did you mean "${meant}"? ` : ""}Names are those of \`teachwhy prompts list\`; rename or remove the file.`,
    data: { name: file.name, known },
  });
}

/** The phrases of shared/banned-phrases.txt, one a line; lines with # are notes. */
export function bannedPhrases(files: ReadonlyMap<string, PromptFile>): string[] {
  return (files.get(listName)?.source ?? "")
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** What a prompt's text depends on beside its variables. */
export const bannedPhrasesFile = listName;
