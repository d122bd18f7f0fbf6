import { basename, join, resolve } from "node:path";
import { loadCheckpoint } from "../../miniature/index.ts";
import type { KindModel, KindRequest } from "../../models/index.ts";
import { hashFile, hashOf } from "../../store/index.ts";
import { miniatureModel } from "./miniature-model.ts";

/** `miniature:PATH`: a checkpoint's folder. Throws where it does not hold one whole checkpoint. */
export async function openMiniature({ rest }: Pick<KindRequest, "rest">): Promise<KindModel> {
  const directory = resolve(rest);
  return openCheckpoint(directory, basename(directory));
}

/** `id`: what the model is called in answers, records and errors. */
export async function openCheckpoint(directory: string, id: string): Promise<KindModel> {
  const checkpoint = await loadCheckpoint(directory);
  return {
    id,
    // Checkpoints of one base share their shape and their words: only all bytes tell them apart.
    address: hashOf([await hashFile(join(directory, "model.safetensors")), checkpoint.vocabulary]),
    model: miniatureModel(id, checkpoint),
    maxConcurrency: 1,
  };
}
