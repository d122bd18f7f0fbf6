// Makes a base outside any experiment: `teachwhy miniature pretrain`.
import { mkdir } from "node:fs/promises";
import { baseRecipe, type WorldKind } from "../miniature/index.ts";
import { hashOf } from "../store/index.ts";
import { createPool } from "./pool.ts";
import type { StageProgress } from "./stages/tools.ts";

export interface MakeBaseOptions {
  world: { seed: number; kind: WorldKind; directAnswers: number };
  /** The checkpoint's folder. What a resume needs stands beside it, with `.unfinished` and the recipe's hash at its end. */
  directory: string;
  signal: AbortSignal;
  onProgress: (progress: StageProgress) => void;
}

/** Stored in half precision, as shipped bases are. Stopped anywhere, the same call goes on. */
export async function makeBase({ world, directory, signal, onProgress }: MakeBaseOptions): Promise<void> {
  const recipe = baseRecipe({ world: world.seed, kind: world.kind, directAnswers: world.directAnswers });
  const pool = createPool({ workers: 1, signal });
  try {
    await mkdir(directory, { recursive: true });
    // By recipe: what another world or kind left half-done in this place must not be gone on with.
    const stateDirectory = `${directory}.unfinished-${hashOf(recipe).slice(0, 8)}`;
    const input = { recipe, stateDirectory, precision: "half" as const };
    await pool.run("pretrain", input, directory, { priority: 0, onProgress });
  } finally {
    await pool.close();
  }
}
