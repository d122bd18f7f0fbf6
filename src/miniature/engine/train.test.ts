import { expect, test } from "vitest";
import { createRandom } from "../../statistics/index.ts";
import type { ModelConfig } from "../model/config.ts";
import { createWeights } from "../model/weights.ts";
import { packRows } from "./pack.ts";
import { type TrainOptions, train, updatesForTokens } from "./train.ts";
import { createTrainer } from "./trainer.ts";

const config: ModelConfig = {
  vocabularySize: 16,
  width: 16,
  layers: 2,
  heads: 2,
  feedForward: 32,
  context: 16,
  ropeBase: 100,
};

/** Documents that count upwards from a random start; the first two tokens are given, the rest is to be learned. */
function counting(documents: number) {
  const random = createRandom(7);
  return Array.from({ length: documents }, () => {
    const start = random.integer(16);
    const tokens = Array.from({ length: 3 + random.integer(6) }, (_, i) => (start + i) % 16);
    return { tokens, lossWeights: tokens.map((_, i) => Number(i > 1)) };
  });
}

const options: TrainOptions = {
  config,
  weights: createWeights(config, 1),
  rows: packRows(counting(50), config.context),
  updates: 12,
  rowsPerStep: 4,
  learningRate: 0.01,
  warmupUpdates: 3,
  finalRateFraction: 0.1,
  weightDecay: 0.1,
  seed: 1,
  threads: 1,
};

test("training learns to count, and leaves the weights that it was given alone", async () => {
  const before = structuredClone(options.weights);
  const result = await train({ ...options, updates: 150 });
  expect(result.losses[0]).toBeGreaterThan(2.5);
  expect(result.losses.at(-1)).toBeLessThan(0.2);
  expect(result.updates).toBe(150);
  expect(options.weights).toEqual(before);
});

test.each([1, 2])("equal seeds give equal bits with %d threads", async (threads) => {
  expect(await train({ ...options, threads })).toEqual(await train({ ...options, threads }));
});

test("another seed is another order", async () => {
  expect((await train({ ...options, seed: 2 })).losses).not.toEqual((await train(options)).losses);
});

test("a run that was stopped and resumed equals one that was not, bit for bit", async () => {
  const whole = await train(options);
  let update = 0;
  const first = await train({
    ...options,
    onUpdate: (event) => {
      update = event.update;
    },
    shouldStop: () => update === 5,
  });
  expect(first.updates).toBe(5);
  const { weights, optimizer, updates: startUpdate } = JSON.parse(JSON.stringify(first, asArrays), asFloats);
  const second = await train({ ...options, weights, optimizer, startUpdate });

  expect([...first.losses, ...second.losses]).toEqual(whole.losses);
  expect(second.weights).toEqual(whole.weights);
  expect(second.optimizer).toEqual(whole.optimizer);
  expect(first.tokens + second.tokens).toBe(whole.tokens);
});

const asArrays = (_: string, value: unknown) =>
  value instanceof Float32Array ? { floats: [...value] } : value;
const asFloats = (_: string, value: unknown) =>
  value !== null && typeof value === "object" && "floats" in value
    ? Float32Array.from(value.floats as number[])
    : value;

test("every row is seen once an epoch, and tokens are counted without padding", async () => {
  const rows = packRows(counting(23), config.context);
  const updates = rows.rows.length / 2; // four rows an update: two epochs
  expect(Number.isInteger(updates)).toBe(true);
  const result = await train({ ...options, rows, updates });
  expect(result.tokens).toBe(2 * rows.tokens);
  expect(result.supervisedTokens).toBe(2 * rows.supervisedTokens);
  expect(updatesForTokens(rows, 4, 2 * rows.tokens)).toBe(updates);
});

test("the rate rises to its height, then falls to its end", async () => {
  const rates: number[] = [];
  await train({
    ...options,
    onUpdate: ({ learningRate }) => {
      rates.push(learningRate);
    },
  });
  expect(rates.slice(0, 4).map((rate) => Number(rate.toFixed(5)))).toEqual([0.00333, 0.00667, 0.01, 0.01]);
  expect(rates.slice(3)).toEqual(rates.slice(3).toSorted((a, b) => b - a));
  expect(rates.at(-1)).toBeCloseTo(0.001, 10);
});

test("mistakes are named: nothing supervised, nothing to train on, too few rows, foreign tokens, missing weights", async () => {
  const reading = packRows([{ tokens: [1, 2], lossWeights: [1, 0] }], config.context);
  await expect(train({ ...options, rows: reading })).rejects.toThrow(/nothing to learn/);
  await expect(train({ ...options, rows: packRows([], 16) })).rejects.toThrow(/no rows to train on/);
  const foreign = packRows([{ tokens: [1, 16], lossWeights: [1, 1] }], config.context);
  await expect(train({ ...options, rows: foreign })).rejects.toThrow(/Token 16 is not below 16/);
  const other = packRows([{ tokens: [1, 2], lossWeights: [1, 1] }], 8);
  await expect(train({ ...options, rows: other })).rejects.toThrow(/A row has 8 places, the model 16/);
  const { embedding, ...incomplete } = options.weights;
  await expect(createTrainer({ ...options, weights: incomplete })).rejects.toThrow(/embedding is missing/);
  const trainer = await createTrainer(options);
  await expect(trainer.step(options.rows.rows.slice(0, 3), 0.01)).rejects.toThrow(/takes 4 rows, not 3/);
  await trainer.release();
});
