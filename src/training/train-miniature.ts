// The trainer of the miniature: supervised fine-tuning on chats, next-token training on documents.
import type { DataRecord } from "../datasets/index.ts";
import { type ModelConfig, packRows, train, type Vocabulary, type Weights } from "../miniature/index.ts";
import { TeachwhyError } from "../store/index.ts";
import { renderRecord } from "./render.ts";

export interface TrainingSettings {
  /** Peak of a cosine that starts with a linear warm-up. */
  learningRate: number;
  warmupUpdates: number;
  finalRateFraction: number;
  weightDecay: number;
  rowsPerStep: number;
}

export interface TrainOptions {
  from: { config: ModelConfig; weights: Weights; vocabulary: Vocabulary };
  data: readonly DataRecord[];
  settings: TrainingSettings;
  seed: number;
  threads: number;
  onUpdate?: (progress: { update: number; updates: number; loss: number }) => void;
}

export interface Trained {
  weights: Weights;
  updates: number;
  /** Tokens read, padding not counted. A record is read once at most: rows that fill no whole update are left out. */
  tokens: number;
  supervisedTokens: number;
  /** Records left out because they are longer than the model's context. */
  tooLong: number;
  /** Mean loss of the last ten updates. */
  loss: number;
}

/** One pass over the data from the given weights, which are left as they are. Blocks its thread while it computes. */
export async function trainMiniature({
  from,
  data,
  settings,
  seed,
  threads,
  onUpdate,
}: TrainOptions): Promise<Trained> {
  const { config, vocabulary } = from;
  const rows = packRows(
    data.map((record) => renderRecord(record, vocabulary)),
    config.context,
  );
  const { rowsPerStep } = settings;
  const updates = Math.floor(rows.rows.length / rowsPerStep);
  if (updates === 0) {
    throw new TeachwhyError({
      code: "too-little-data",
      message: `${data.length} records fill ${rows.rows.length} rows; one update needs ${rowsPerStep}.`,
      next: "Give the arm more tokens, or lower training.rowsPerStep.",
      data: { records: data.length, rows: rows.rows.length },
    });
  }
  const result = await train({
    ...settings,
    config,
    weights: from.weights,
    rows,
    updates,
    seed,
    threads,
    onUpdate: ({ update, loss }) => onUpdate?.({ update, updates, loss }),
  });
  const last = result.losses.slice(-10);
  return {
    weights: result.weights,
    updates,
    tokens: result.tokens,
    supervisedTokens: result.supervisedTokens,
    tooLong: rows.tooLong,
    loss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
  };
}
