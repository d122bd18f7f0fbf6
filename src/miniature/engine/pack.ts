/** One document to learn from. */
export interface Example {
  tokens: number[];
  /** For each token, how much predicting it counts: 0 not at all, 1 fully; policy gradients use other numbers too. */
  lossWeights: number[];
}

/** As many tokens as the model's context. */
export interface Row {
  /** 0 where there is padding. */
  tokens: Int32Array;
  /** Which of the row's documents a token belongs to, counted from 0; -1 for padding. */
  documents: Int32Array;
  lossWeights: Float32Array;
}

export interface PackedRows {
  rows: Row[];
  /** Examples that are in the rows. */
  examples: number;
  /** Examples left out because they are longer than the context. */
  tooLong: number;
  /** Tokens in the rows, padding not counted. */
  tokens: number;
  /** Those whose loss weight is not zero. */
  supervisedTokens: number;
}

/**
 * Packs examples into rows greedily and in the given order, so that short ones do not pay for a whole context.
 * The first token of each example is never supervised: nothing of its own document comes before it. An example longer
 * than the context is counted and left out, never cut.
 */
export function packRows(examples: readonly Example[], context: number): PackedRows {
  const packed: PackedRows = { rows: [], examples: 0, tooLong: 0, tokens: 0, supervisedTokens: 0 };
  let used = context; // of the last row: the first example opens a row
  let document = 0;
  for (const [index, { tokens, lossWeights }] of examples.entries()) {
    if (tokens.length !== lossWeights.length) {
      const lengths = `${tokens.length} tokens and ${lossWeights.length} loss weights`;
      throw new RangeError(`Example ${index} has ${lengths}: give one weight a token.`);
    }
    if (tokens.length === 0) throw new RangeError(`Example ${index} has no tokens: leave it out.`);
    if (tokens.length > context) {
      packed.tooLong++;
      continue;
    }
    if (used + tokens.length > context) {
      packed.rows.push(emptyRow(context));
      used = 0;
      document = 0;
    }
    const row = packed.rows.at(-1)!;
    row.tokens.set(tokens, used);
    row.documents.fill(document, used, used + tokens.length);
    row.lossWeights.set(lossWeights, used);
    row.lossWeights[used] = 0;
    packed.examples++;
    packed.tokens += tokens.length;
    packed.supervisedTokens += lossWeights.filter((weight, place) => place > 0 && weight !== 0).length;
    used += tokens.length;
    document++;
  }
  return packed;
}

function emptyRow(context: number): Row {
  return {
    tokens: new Int32Array(context),
    documents: new Int32Array(context).fill(-1),
    lossWeights: new Float32Array(context),
  };
}
