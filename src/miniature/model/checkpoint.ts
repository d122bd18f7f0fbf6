// A checkpoint is a folder that says everything that is needed to use a model: its weights as model.safetensors,
// its shape and whatever belongs to it as config.json, and its words as vocabulary.json.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { TeachwhyError, writeFileAtomic } from "../../store/index.ts";
import { ModelConfig } from "./config.ts";
import { damagedFile, type Precision, readSafetensors, writeSafetensors } from "./safetensors.ts";
import { type Weights, weightShapes } from "./weights.ts";

export interface Checkpoint {
  config: ModelConfig;
  weights: Weights;
  /** The word of each token. */
  vocabulary: readonly string[];
  /** What else to know about the model, such as its world's seed. Has to survive JSON. */
  metadata: Record<string, unknown>;
}

const ConfigFile = z.strictObject({ model: ModelConfig, metadata: z.record(z.string(), z.unknown()) });
const VocabularyFile = z.array(z.string().min(1));

/** Makes the folder if need be. The weights are written last: where they are, the rest is. */
export async function saveCheckpoint(
  directory: string,
  { config, weights, vocabulary, metadata, precision }: Checkpoint & { precision: Precision },
): Promise<void> {
  checkVocabulary(vocabulary, config, directory);
  checkWeights(weights, config, directory);
  await writeJson(join(directory, "vocabulary.json"), vocabulary);
  await writeJson(join(directory, "config.json"), { model: config, metadata });
  await writeSafetensors(join(directory, "model.safetensors"), weights, { precision });
}

/** Weights stored in half precision come back as float32. Throws at a folder that does not hold one whole model. */
export async function loadCheckpoint(directory: string): Promise<Checkpoint> {
  const { model: config, metadata } = await readJson(join(directory, "config.json"), ConfigFile);
  const vocabulary = await readJson(join(directory, "vocabulary.json"), VocabularyFile);
  const stored = (await readSafetensors(join(directory, "model.safetensors")).catch(missingFile)).tensors;
  checkVocabulary(vocabulary, config, directory);
  checkWeights(stored, config, directory);
  // In the model's order, not the file's.
  const weights = Object.fromEntries(Object.keys(weightShapes(config)).map((name) => [name, stored[name]]));
  return { config, weights, vocabulary, metadata };
}

function checkVocabulary(vocabulary: readonly string[], config: ModelConfig, directory: string): void {
  const { length } = vocabulary;
  if (length !== config.vocabularySize) {
    throw unfit(directory, `its vocabulary has ${length} words, its config says ${config.vocabularySize}`);
  }
  const twice = vocabulary.find((word, index) => vocabulary.indexOf(word) !== index);
  if (twice !== undefined) throw unfit(directory, `its vocabulary has "${twice}" twice`);
}

function checkWeights(weights: Weights, config: ModelConfig, directory: string): void {
  const shapes = weightShapes(config);
  for (const [name, shape] of Object.entries(shapes)) {
    const found = weights[name]?.shape;
    if (!found) throw unfit(directory, `the weight "${name}" is missing`);
    if (`${found}` !== `${shape}`) {
      throw unfit(directory, `"${name}" has shape [${found}], its config says [${shape}]`);
    }
  }
  const surplus = Object.keys(weights).find((name) => !(name in shapes));
  if (surplus) throw unfit(directory, `its config has no weight "${surplus}"`);
}

function unfit(directory: string, what: string): TeachwhyError {
  return new TeachwhyError({
    code: "mixed-checkpoint",
    message: `The checkpoint ${directory} does not fit together: ${what}.`,
    next: "Take all its files from one save.",
    data: { directory },
  });
}

function missingFile(error: NodeJS.ErrnoException): never {
  if (error.code !== "ENOENT") throw error;
  throw new TeachwhyError({
    code: "missing-file",
    message: `There is no ${error.path}.`,
    next: "A checkpoint is a folder with config.json, vocabulary.json and model.safetensors: name such a folder.",
    data: { path: error.path },
    cause: error,
  });
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, "utf8").catch(missingFile);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damagedFile(path, `it is not JSON (${(error as Error).message})`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [{ path: place, message }] = parsed.error.issues;
  throw damagedFile(path, `it is wrong at "${place.join(".")}" (${message})`);
}
