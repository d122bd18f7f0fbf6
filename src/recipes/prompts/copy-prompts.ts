import { existsSync } from "node:fs";
import { join } from "node:path";
import { nearest, TeachwhyError, writeFileAtomic } from "../../store/index.ts";
import { readPromptFiles } from "./read-prompt-files.ts";

/** Copies a recipe's prompts, or one prompt by its name, into a folder of overrides. Nothing there is overwritten. */
export async function copyPrompts(what: string, to: string): Promise<{ copied: string[]; kept: string[] }> {
  const files = [...(await readPromptFiles()).values()];
  const wanted = files.filter(({ name }) => name === what || name.startsWith(`${what}/`));
  if (wanted.length === 0) {
    const known = [...new Set(files.flatMap(({ name }) => [name, name.split("/")[0]!]))];
    const meant = nearest(what, known);
    throw new TeachwhyError({
      code: "unknown-prompt",
      message: `There are no prompts "${what}".${meant ? ` Did you mean "${meant}"?` : ""}`,
      next: "`teachwhy prompts list` shows all names.",
      data: { name: what },
    });
  }
  const copied: string[] = [];
  const kept: string[] = [];
  for (const { name, path, source } of wanted) {
    const target = join(to, path.endsWith(".liquid") ? `${name}.liquid` : name);
    if (existsSync(target)) kept.push(name);
    else {
      await writeFileAtomic(target, source);
      copied.push(name);
    }
  }
  return { copied, kept };
}
