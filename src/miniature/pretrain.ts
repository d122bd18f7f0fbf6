// Makes a base: a fresh transformer that has read one world's pretraining text.
import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { OptimizerState } from "./engine/adamw.ts";
import { packRows } from "./engine/pack.ts";
import { train } from "./engine/train.ts";
import { type ModelConfig, miniatureShape } from "./model/config.ts";
import { readSafetensors, writeSafetensors } from "./model/safetensors.ts";
import { createWeights, type Weights } from "./model/weights.ts";
import { createWorld } from "./world/create-world.ts";
import { pretrainingTexts } from "./world/pretraining.ts";
import type { WorldKind } from "./world/types.ts";
import { createVocabulary, type Vocabulary } from "./world/vocabulary.ts";

/** What a base is made from; two bases with the same recipe are the same base. */
export interface BaseRecipe {
  world: number;
  kind: WorldKind;
  directAnswers: number;
  tokens: number;
  updates: number;
  rowsPerStep: number;
  learningRate: number;
  warmupUpdates: number;
  finalRateFraction: number;
  weightDecay: number;
}

/**
 * Learns the closed world in some minutes on one core. Small steps: half of the rows a step and twice the updates took
 * the could-have check from 0.55 to 0.99 at about the same tokens (docs/LOG.md).
 */
export function baseRecipe(options: Pick<BaseRecipe, "world" | "kind" | "directAnswers">): BaseRecipe {
  return {
    ...options,
    tokens: 2_400_000,
    updates: 1850,
    rowsPerStep: 12,
    learningRate: 2.5e-3,
    warmupUpdates: 60,
    finalRateFraction: 0.05,
    weightDecay: 0.05,
  };
}

export interface PretrainOptions {
  recipe: BaseRecipe;
  threads: number;
  /** Where to keep what a resume needs; without it a stopped pretraining starts again. */
  stateDirectory?: string;
  /** A kill costs at most this many updates. */
  updatesPerSave?: number;
  onUpdate?: (progress: { update: number; updates: number; loss: number }) => void;
}

export interface PretrainedBase {
  config: ModelConfig;
  weights: Weights;
  vocabulary: Vocabulary;
  /** Mean loss of the last 50 updates. */
  loss: number;
}

/** Stopped anywhere, it goes on from the last saved update and ends with the same weights. */
export async function pretrain({
  recipe,
  threads,
  stateDirectory,
  updatesPerSave = 200,
  onUpdate,
}: PretrainOptions): Promise<PretrainedBase> {
  const world = createWorld({ seed: recipe.world, kind: recipe.kind });
  const vocabulary = createVocabulary(world.lexicon);
  const config: ModelConfig = { ...miniatureShape, vocabularySize: vocabulary.words.length };
  const texts = pretrainingTexts({ world, tokens: recipe.tokens, directAnswers: recipe.directAnswers });
  const rows = packRows(
    texts.map((text) => {
      const tokens = vocabulary.encode(text);
      return { tokens, lossWeights: tokens.map(() => 1) };
    }),
    config.context,
  );

  let state = (stateDirectory && (await loadState(stateDirectory))) || {
    update: 0,
    lastLosses: [] as number[],
    weights: createWeights(config, recipe.world),
    optimizer: undefined,
  };
  while (state.update < recipe.updates) {
    const { update: startUpdate, lastLosses } = state;
    const stopAt = Math.min(startUpdate + updatesPerSave, recipe.updates);
    let update = startUpdate;
    const trained = await train({
      ...trainingOf(recipe),
      config,
      rows,
      threads,
      weights: state.weights,
      startUpdate,
      ...(state.optimizer ? { optimizer: state.optimizer } : {}),
      shouldStop: () => update >= stopAt,
      onUpdate: (event) => {
        update = event.update;
        onUpdate?.({ update, updates: recipe.updates, loss: event.loss });
      },
    });
    state = {
      update: trained.updates,
      lastLosses: [...lastLosses, ...trained.losses].slice(-50),
      weights: trained.weights,
      optimizer: trained.optimizer,
    };
    if (stateDirectory) await saveState(stateDirectory, state);
  }
  if (stateDirectory) await rm(stateDirectory, { recursive: true, force: true });
  return { config, weights: state.weights, vocabulary, loss: mean(state.lastLosses) };
}

function trainingOf({
  world,
  updates,
  rowsPerStep,
  learningRate,
  warmupUpdates,
  finalRateFraction,
  weightDecay,
}: BaseRecipe) {
  return { seed: world, updates, rowsPerStep, learningRate, warmupUpdates, finalRateFraction, weightDecay };
}

interface State {
  update: number;
  lastLosses: number[];
  weights: Weights;
  optimizer: OptimizerState | undefined;
}

const stateFile = (directory: string) => join(directory, "state.safetensors");

/** One file, replaced as a whole, so that a kill leaves the state before or the state after. */
async function saveState(
  directory: string,
  { update, lastLosses, weights, optimizer }: State,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const tensors: Weights = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    tensors[`weights.${name}`] = { shape, data };
    tensors[`first.${name}`] = { shape, data: optimizer!.first[name]! };
    tensors[`second.${name}`] = { shape, data: optimizer!.second[name]! };
  }
  const metadata = { update: String(update), lastLosses: JSON.stringify(lastLosses) };
  await writeSafetensors(stateFile(directory), tensors, { metadata });
}

async function loadState(directory: string): Promise<State | undefined> {
  if (!existsSync(stateFile(directory))) return undefined;
  const { tensors, metadata } = await readSafetensors(stateFile(directory));
  const part = (prefix: string) =>
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor] as const);
  const moments = (prefix: string) =>
    Object.fromEntries(part(prefix).map(([name, { data }]) => [name, data]));
  const update = Number(metadata.update);
  return {
    update,
    lastLosses: JSON.parse(metadata.lastLosses ?? "[]") as number[],
    weights: Object.fromEntries(part("weights.")),
    optimizer: { step: update, first: moments("first."), second: moments("second.") },
  };
}

const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
