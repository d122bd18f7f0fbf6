// Where a world's base is: shipped with the package, or made and kept in the store.
import { existsSync } from "node:fs";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type BaseRecipe,
  baseRecipe,
  createVocabulary,
  defaultLexicon,
  WORLD_VERSION,
  type WorldKind,
} from "../miniature/index.ts";
import { hashFile, hashOf, type Store, TeachwhyError } from "../store/index.ts";
import { codeVersion } from "./code-version.ts";

export type BaseSource =
  | { kind: "shipped"; hash: string; directory: string }
  | { kind: "stored"; hash: string; recipe: BaseRecipe; stateDirectory: string };

interface WorldOfBase {
  seed: number;
  kind: WorldKind;
  directAnswers: number;
}

const shippedBases = fileURLToPath(new URL("../../bases/", import.meta.url));

/** `v1-pairs-50-101`: world version, kind, percent of direct answers, seed. */
export function baseName({ seed, kind, directAnswers }: WorldOfBase): string {
  return `v${WORLD_VERSION}-${kind}-${Math.round(directAnswers * 100)}-${seed}`;
}

export async function baseFor({ store, ...world }: WorldOfBase & { store: Store }): Promise<BaseSource> {
  const recipe = baseRecipe({ world: world.seed, kind: world.kind, directAnswers: world.directAnswers });
  const directory = join(shippedBases, baseName(world));
  if (await isMadeFrom(directory, recipe)) {
    return { kind: "shipped", hash: await hashFile(join(directory, "model.safetensors")), directory };
  }
  const { hash } = store.artifact({
    stage: "pretrain",
    inputs: recipe,
    settings: { precision: "half" },
    code: codeVersion("pretrain"),
  });
  return { kind: "stored", hash, recipe, stateDirectory: join(store.root, "pretraining", hash) };
}

/** The folder of the shipped base whose weights have this hash. */
export async function findShippedBase(hash: string): Promise<string | null> {
  for (const name of await readdir(shippedBases).catch(() => [])) {
    const directory = join(shippedBases, name);
    const found = await hashFile(join(directory, "model.safetensors")).catch(() => undefined);
    if (found === hash) return directory;
  }
  return null;
}

/** A shipped base counts only if it says that it was made from this recipe, and speaks today's words. */
async function isMadeFrom(directory: string, recipe: BaseRecipe): Promise<boolean> {
  if (!existsSync(directory)) return false;
  try {
    const { metadata } = JSON.parse(await readFile(join(directory, "config.json"), "utf8")) as {
      metadata: { recipe?: unknown };
    };
    const words: unknown = JSON.parse(await readFile(join(directory, "vocabulary.json"), "utf8"));
    await access(join(directory, "model.safetensors"));
    return (
      metadata.recipe !== undefined &&
      hashOf(metadata.recipe) === hashOf(recipe) &&
      hashOf(words) === hashOf(createVocabulary(defaultLexicon).words)
    );
  } catch (cause) {
    throw new TeachwhyError({
      code: "damaged-base",
      message: `The base ${directory} is not whole: ${cause instanceof Error ? cause.message : String(cause)}.`,
      next: "Restore it (`git checkout bases`, or install the package again), or remove its folder to have it made anew.",
      data: { directory },
      cause,
    });
  }
}
