// Stage `pretrain`: a base for one world, where none is shipped.
import { join } from "node:path";
import { type BaseRecipe, pretrain, saveCheckpoint } from "../../miniature/index.ts";
import type { StageTools } from "./tools.ts";

export interface PretrainInput {
  recipe: BaseRecipe;
  /** Outside the artifact, so that a pretraining that is killed goes on. */
  stateDirectory: string;
  precision: "full" | "half";
}

export async function runPretraining(
  input: PretrainInput,
  directory: string,
  tools: StageTools,
): Promise<void> {
  const { config, weights, vocabulary, loss } = await pretrain({
    recipe: input.recipe,
    threads: 1,
    stateDirectory: input.stateDirectory,
    onUpdate: ({ update, updates, loss }) => tools.onProgress({ done: update, of: updates, loss }),
  });
  await saveCheckpoint(join(directory), {
    config,
    weights,
    vocabulary: [...vocabulary.words],
    metadata: { recipe: input.recipe, loss },
    precision: input.precision,
  });
}
