import { createRandom } from "../../statistics/index.ts";
import type { ModelConfig } from "../model/config.ts";
import type { Weights } from "../model/weights.ts";
import type { OptimizerState } from "./adamw.ts";
import type { PackedRows, Row } from "./pack.ts";
import { createTrainer, type StepResult } from "./trainer.ts";

export interface TrainOptions {
  config: ModelConfig;
  weights: Weights;
  rows: PackedRows;
  /** Updates of the whole run; with `startUpdate`, those before it count as done. */
  updates: number;
  rowsPerStep: number;
  /** The highest: reached after the warm-up, then lowered along a cosine. */
  learningRate: number;
  /** Updates over which the rate rises from 0. */
  warmupUpdates: number;
  /** The last rate as a fraction of the highest. */
  finalRateFraction: number;
  weightDecay: number;
  /** Of the order of the rows. */
  seed: number;
  threads: number;
  /** With `startUpdate`, what an earlier call returned: the rest of the run is then bit for bit the same. */
  optimizer?: OptimizerState;
  startUpdate?: number;
  onUpdate?: (update: UpdateEvent) => void | Promise<void>;
  /** Asked before every update. */
  shouldStop?: () => boolean;
}

export interface UpdateEvent extends StepResult {
  /** Updates done, this one included. */
  update: number;
  learningRate: number;
}

export interface TrainResult {
  weights: Weights;
  optimizer: OptimizerState;
  /** Updates done: fewer than asked for if it was stopped. */
  updates: number;
  /** Tokens trained on by this call, padding not counted. */
  tokens: number;
  supervisedTokens: number;
  /** One an update of this call. */
  losses: number[];
}

/** Trains on packed rows, in a new order each epoch. Holds its thread: call it in a worker. */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const { rows, updates, rowsPerStep, seed, startUpdate = 0, onUpdate, shouldStop } = options;
  if (rows.rows.length === 0)
    throw new RangeError("There are no rows to train on. Were all examples too long?");
  const trainer = await createTrainer(options);
  const losses: number[] = [];
  let update = startUpdate;
  let tokens = 0;
  let supervisedTokens = 0;
  try {
    for (; update < updates && !shouldStop?.(); update++) {
      const batch = rowsOfUpdate(rows.rows, rowsPerStep, seed, update);
      const learningRate = rateOfUpdate(options, update);
      const result = await trainer.step(batch, learningRate);
      losses.push(result.loss);
      for (const row of batch) {
        tokens += count(row.documents, (document) => document >= 0);
        supervisedTokens += count(row.lossWeights, (weight) => weight !== 0);
      }
      await onUpdate?.({ ...result, update: update + 1, learningRate });
    }
  } finally {
    await trainer.release();
  }
  const { weights, optimizer } = trainer;
  return { weights, optimizer, updates: update, tokens, supervisedTokens, losses };
}

/** How many updates see about this many tokens, padding not counted; at least one. */
export function updatesForTokens(rows: PackedRows, rowsPerStep: number, tokens: number): number {
  const tokensPerUpdate = (rows.tokens / rows.rows.length) * rowsPerStep;
  return Math.max(1, Math.round(tokens / tokensPerUpdate));
}

/**
 * The rows of an update. All epochs in a line, each in its own seeded order, are cut into updates; so they depend
 * on nothing but the seed and the update's number, and an update may end one epoch and begin the next.
 */
function rowsOfUpdate(rows: readonly Row[], rowsPerStep: number, seed: number, update: number): Row[] {
  const batch: Row[] = [];
  let order: Row[] = [];
  let orderedEpoch = -1;
  for (let place = update * rowsPerStep; batch.length < rowsPerStep; place++) {
    const epoch = Math.floor(place / rows.length);
    if (epoch !== orderedEpoch) order = createRandom(seed, "order of rows", epoch).shuffle(rows);
    orderedEpoch = epoch;
    batch.push(order[place % rows.length]);
  }
  return batch;
}

/** A linear rise, then half a cosine down to the final rate, which the last update has. */
function rateOfUpdate(
  { updates, learningRate, warmupUpdates, finalRateFraction }: TrainOptions,
  update: number,
) {
  if (update < warmupUpdates) return (learningRate * (update + 1)) / warmupUpdates;
  const progress = (update - warmupUpdates) / Math.max(1, updates - 1 - warmupUpdates);
  const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
  return learningRate * (finalRateFraction + (1 - finalRateFraction) * cosine);
}

function count(list: Iterable<number>, counts: (value: number) => boolean): number {
  let total = 0;
  for (const value of list) if (counts(value)) total++;
  return total;
}
