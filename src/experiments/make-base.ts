// Makes a base outside any experiment: `teachwhy miniature pretrain`.
import { mkdir } from "node:fs/promises";
import { baseRecipe, type WorldKind } from "../miniature/index.ts";
import { createPool } from "./pool.ts";
import type { StageProgress } from "./stages/tools.ts";

export interface MakeBaseOptions {
  world: { seed: number; kind: WorldKind; directAnswers: number };
  /** The checkpoint's folder. What a resume needs stands beside it, with `.unfinished` at its end. */
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
    const input = { recipe, stateDirectory: `${directory}.unfinished`, precision: "half" as const };
    await pool.run("pretrain", input, directory, { priority: 0, onProgress });
  } finally {
    await pool.close();
  }
}
