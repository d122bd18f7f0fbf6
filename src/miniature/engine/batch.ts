import type { Row } from "./pack.ts";

/** Added to an attention score, it leaves a probability of exactly 0. */
const hidden = -1e9;

/** Rows as the training graph wants them. */
export interface Batch {
  tokens: BigInt64Array;
  /** [rows, 1, context, context]: 0 where a position may look, very negative elsewhere. */
  mask: Float32Array;
  /** Places in `tokens` that predict a supervised token, each the place before it; then padding. */
  positions: BigInt64Array;
  targets: BigInt64Array;
  /** Divided by the sum of their absolute values; 0 for padding. */
  targetWeights: Float32Array;
}

/** The runtime plans memory anew for every new number of supervised tokens, so there are few different ones. */
const supervisedStep = 128;

/**
 * Makes a batch. A position sees itself and what comes before it in its own document: documents that share a row do
 * not see each other. The loss is sum(weight * nll) / sum(|weight|).
 *
 * `mask` is an array to write into, [rows, 1, context, context]: it is the largest part, so it is used again.
 */
export function createBatch(rows: readonly Row[], mask: Float32Array): Batch {
  const context = rows[0].tokens.length;
  const tokens = new BigInt64Array(rows.length * context);
  const supervised: { position: number; target: number; weight: number }[] = [];
  mask.fill(hidden);
  for (const [index, row] of rows.entries()) {
    let start = 0; // of the document
    for (let place = 0; place < context; place++) {
      const position = index * context + place;
      tokens[position] = BigInt(row.tokens[place]);
      if (row.documents[place] !== row.documents[start]) start = place;
      mask.fill(0, position * context + start, position * context + place + 1);
      const weight = row.lossWeights[place];
      if (weight !== 0) supervised.push({ position: position - 1, target: row.tokens[place], weight });
    }
  }
  const total = supervised.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  if (total === 0) {
    throw new Error(
      `None of the ${rows.length} rows of this batch has a token with a loss weight, so there is nothing to learn. ` +
        "Leave out rows that supervise nothing.",
    );
  }
  const size = Math.ceil(supervised.length / supervisedStep) * supervisedStep;
  // The last place of all predicts nothing, so padding that points there takes no other place's gradient away.
  const positions = new BigInt64Array(size).fill(BigInt(tokens.length - 1));
  const targets = new BigInt64Array(size);
  const targetWeights = new Float32Array(size);
  for (const [index, { position, target, weight }] of supervised.entries()) {
    positions[index] = BigInt(position);
    targets[index] = BigInt(target);
    targetWeights[index] = weight / total;
  }
  return { tokens, mask, positions, targets, targetWeights };
}
