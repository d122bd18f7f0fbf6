import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createRandom } from "../../statistics/index.ts";
import { createBatch } from "../engine/batch.ts";
import { createSession } from "../engine/graph.ts";
import { type Example, packRows, type Row } from "../engine/pack.ts";
import type { ModelConfig } from "./config.ts";
import { buildTrainingGraph, gradientName } from "./transformer.ts";
import { createWeights, type Weights } from "./weights.ts";

const config: ModelConfig = {
  vocabularySize: 11,
  width: 8,
  layers: 2,
  heads: 2,
  feedForward: 12,
  context: 8,
  ropeBase: 10,
};

/** Weights far from zero, so that every part of the model matters. */
function lively(): Weights {
  const weights = createWeights(config, 1);
  const random = createRandom(2);
  for (const { data } of Object.values(weights))
    for (const i of data.keys()) data[i] += 0.3 * random.normal();
  return weights;
}

async function createModel(weights: Weights, rowCount: number) {
  const session = await createSession(buildTrainingGraph(config, rowCount), 1);
  const mask = new Float32Array(rowCount * config.context ** 2);
  return async (rows: Row[], outputs: string[]) => {
    const batch = createBatch(rows, mask);
    const int64 = (data: BigInt64Array) => new Tensor("int64", data, [data.length]);
    const results = await session.run(
      {
        ...Object.fromEntries(
          Object.entries(weights).map(([name, { shape, data }]) => [
            name,
            new Tensor("float32", data, shape),
          ]),
        ),
        tokens: int64(batch.tokens),
        mask: new Tensor("float32", mask, [rowCount, 1, config.context, config.context]),
        positions: int64(batch.positions),
        targets: int64(batch.targets),
        targetWeights: new Tensor("float32", batch.targetWeights, [batch.targetWeights.length]),
      },
      outputs,
    );
    return outputs.map((name) => results[name].data as Float32Array);
  };
}

async function lossOf(...examples: Example[]): Promise<number> {
  const { rows } = packRows(examples, config.context);
  const run = await createModel(lively(), rows.length);
  return (await run(rows, ["loss"]))[0][0];
}

const read = (...tokens: number[]): Example => ({ tokens, lossWeights: tokens.map(() => 0) });
const learn = (...tokens: number[]): Example => ({ tokens, lossWeights: tokens.map(() => 1) });

test("the gradient of every single weight agrees with central differences: masks, packing, tied embedding, rotary", async () => {
  const examples: Example[] = [
    { tokens: [1, 2, 3, 4], lossWeights: [0, 0, 1, 1] },
    { tokens: [5, 6, 1], lossWeights: [1, 1, -0.5] },
    { tokens: [7, 8, 9, 10, 0, 1, 2], lossWeights: [0, 1, 0, 1, 0.25, 1, 1] },
  ];
  const { rows } = packRows(examples, config.context);
  const weights = lively();
  const run = await createModel(weights, rows.length);
  const names = Object.keys(weights);
  const gradients = await run(rows, names.map(gradientName));
  const step = 0.005;
  const wrong: string[] = [];
  for (const [index, name] of names.entries()) {
    const { data } = weights[name];
    for (const i of data.keys()) {
      const before = data[i];
      data[i] = before + step;
      const above = (await run(rows, ["loss"]))[0][0];
      data[i] = before - step;
      const below = (await run(rows, ["loss"]))[0][0];
      data[i] = before;
      const measured = (above - below) / (2 * step);
      if (Math.abs(gradients[index][i] - measured) > 1e-3 * (1 + Math.abs(measured))) {
        wrong.push(`${name}[${i}]: computed ${gradients[index][i]}, measured ${measured}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test("documents in one row do not see each other", async () => {
  expect(await lossOf(read(1, 2, 3), learn(4, 5, 6))).toBe(await lossOf(read(9, 0, 7), learn(4, 5, 6)));
  expect(await lossOf(learn(4, 5, 6), read(1, 2, 3))).toBe(await lossOf(learn(4, 5, 6), read(9, 0, 7)));
});

test("within a document, later tokens count what comes before, and nothing sees what comes after", async () => {
  const last = (...tokens: number[]) => ({ tokens, lossWeights: tokens.map((_, i) => Number(i === 2)) });
  expect(await lossOf(last(1, 2, 3))).not.toBe(await lossOf(last(4, 2, 3)));
  expect(await lossOf(last(1, 2, 3, 5, 6))).toBe(await lossOf(last(1, 2, 3, 9, 10)));
});

test("rotary positions are relative: a document's loss is the same wherever in its row it stands", async () => {
  expect(await lossOf(read(1, 2, 3), learn(4, 5, 6, 7))).toBeCloseTo(await lossOf(learn(4, 5, 6, 7)), 5);
});

test("the loss is the mean over supervised tokens, weighted", async () => {
  const supervise = (...lossWeights: number[]) => ({ tokens: [4, 5, 6], lossWeights });
  const [second, third] = [await lossOf(supervise(0, 1, 0)), await lossOf(supervise(0, 0, 1))];
  expect(await lossOf(supervise(0, 3, 1))).toBeCloseTo((3 * second + third) / 4, 5);
  expect(await lossOf(supervise(0, -1, 1))).toBeCloseTo((third - second) / 2, 5);
});
