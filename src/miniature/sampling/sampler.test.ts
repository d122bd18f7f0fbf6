import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRandom } from "../../statistics/index.ts";
import type { ModelConfig } from "../model/config.ts";
import { createWeights, type Weights } from "../model/weights.ts";
import { createSampler, type Sampler } from "./sampler.ts";
import { longestSequence } from "./sampling-graphs.ts";

const config: ModelConfig = {
  vocabularySize: 23,
  width: 16,
  layers: 2,
  heads: 2,
  feedForward: 24,
  context: 24, // shorter than most samples here: rotary positions go on
  ropeBase: 1000,
};
/** Larger than a fresh model's, so that predictions are far from uniform and depend on every token before. */
function vividWeights(seed: number): Weights {
  const weights = createWeights(config, seed);
  for (const { shape, data } of Object.values(weights)) {
    const random = createRandom(seed, shape.join());
    for (let i = 0; i < data.length; i++)
      data[i] = data[i] * (shape.length === 2 ? 15 : 1) + 0.1 * random.normal();
  }
  return weights;
}
const weights = vividWeights(1);
const random = createRandom(3);
/** One prompt of each length from 1 to 40, in no order. */
const prompts = random
  .shuffle(Array.from({ length: 40 }, (_, index) => index + 1))
  .map((length) => Array.from({ length }, () => random.integer(config.vocabularySize)));
const plain = { prompts, maxNewTokens: 30, temperature: 1, stopTokens: [], seed: 5 };

let sampler: Sampler;
beforeAll(async () => {
  sampler = await createSampler({ config, threads: 1 });
  sampler.load(weights);
});
afterAll(() => sampler.release());

describe("agrees with an uncached forward pass", () => {
  test("in the next token's probabilities, for prompts of 1 to 40 tokens together", async () => {
    const all = await sampler.nextTokenProbabilities(prompts);
    prompts.forEach((prompt, index) => {
      const expected = forward(weights, config, prompt).at(-1)!;
      expect(distance(all[index], expected)).toBeLessThan(1e-4);
      expect(all[index].reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    });
    // The prompts do tell the predictions apart; otherwise agreement would say little.
    expect(distance(all[0], all[1])).toBeGreaterThan(0.01);
  });

  test("in every token drawn, while the cache grows and rows end, join and take each other's places", async () => {
    // The reference draws by itself from the same stream; a draw within 1e-4 of a boundary may go either way.
    const samples = await sampler.sample({ ...plain, batch: 7, stopTokens: [4, 9] });
    let checked = 0;
    samples.forEach((tokens, index) => {
      const draws = createRandom(plain.seed, "sample", index);
      const rows = forward(weights, config, [...prompts[index], ...tokens]).slice(
        prompts[index].length - 1,
        -1,
      );
      tokens.forEach((token, position) => {
        const uniform = draws.next();
        const below = rows[position].slice(0, token).reduce((sum, probability) => sum + probability, 0);
        expect(uniform).toBeGreaterThan(below - 1e-4);
        expect(uniform).toBeLessThan(below + rows[position][token] + 1e-4);
        checked++;
      });
      const ended = tokens.some((token) => [4, 9].includes(token));
      if (ended) expect(tokens.findIndex((token) => [4, 9].includes(token))).toBe(tokens.length - 1);
      else expect(tokens).toHaveLength(plain.maxNewTokens);
    });
    expect(checked).toBeGreaterThan(200);
  });

  test("up to the last position that it reaches", async () => {
    const prompt = Array.from(
      { length: longestSequence - 2 },
      (_, index) => (index * 7) % config.vocabularySize,
    );
    const [tokens] = await sampler.sample({ ...plain, prompts: [prompt], maxNewTokens: 2, temperature: 0 });
    const rows = forward(weights, config, [...prompt, tokens[0]]);
    expect(tokens).toEqual([likeliest(rows.at(-2)!), likeliest(rows.at(-1)!)]);
  });
});

test("samples follow from the seed, not from the batch", async () => {
  const samples = await sampler.sample(plain);
  expect(await sampler.sample(plain)).toEqual(samples);
  for (const batch of [1, 5, 40]) expect(await sampler.sample({ ...plain, batch })).toEqual(samples);
  // Nor from the other prompts that come after it, though the same ones drawn with another seed differ.
  expect(await sampler.sample({ ...plain, prompts: prompts.slice(0, 9) })).toEqual(samples.slice(0, 9));
  expect(await sampler.sample({ ...plain, seed: 6 })).not.toEqual(samples);
});

test("equal prompts are read once and still drawn apart", async () => {
  const [first, second, third] = prompts;
  const repeated = [first, second, first, third, first];
  const samples = await sampler.sample({ ...plain, prompts: repeated });
  expect(samples[2]).not.toEqual(samples[0]);
  expect(await sampler.sample({ ...plain, prompts: repeated, batch: 1 })).toEqual(samples);
});

test("temperature 0 takes the likeliest token, whatever the seed; a low one comes close", async () => {
  const samples = await sampler.sample({ ...plain, temperature: 0, maxNewTokens: 8 });
  samples.forEach((tokens, index) => {
    const rows = forward(weights, config, [...prompts[index], ...tokens]).slice(
      prompts[index].length - 1,
      -1,
    );
    expect(tokens).toEqual(rows.map(likeliest));
  });
  expect(await sampler.sample({ ...plain, temperature: 0, maxNewTokens: 8, seed: 9 })).toEqual(samples);
  expect(await sampler.sample({ ...plain, temperature: 1e-4, maxNewTokens: 8 })).toEqual(samples);
});

test("draws are as likely as predicted, at the temperature asked for", async () => {
  const [prompt] = prompts;
  const n = 4000;
  for (const temperature of [0.5, 1, 2]) {
    const drawn = await sampler.sample({
      ...plain,
      prompts: Array(n).fill(prompt),
      maxNewTokens: 1,
      temperature,
    });
    const scaled = forward(weights, config, prompt)
      .at(-1)!
      .map((probability) => probability ** (1 / temperature));
    const sum = scaled.reduce((total, one) => total + one, 0);
    scaled.forEach((one, token) => {
      const expected = one / sum;
      const rate = drawn.filter(([only]) => only === token).length / n;
      expect(Math.abs(rate - expected)).toBeLessThan(4.5 * Math.sqrt(expected / n) + 1 / n);
    });
  }
});

test("one sampler serves every model of its shape", async () => {
  const before = await sampler.sample(plain);
  sampler.load(vividWeights(2));
  expect(await sampler.sample(plain)).not.toEqual(before);
  sampler.load(weights);
  expect(await sampler.sample(plain)).toEqual(before);
});

test("progress counts finished samples to the last", async () => {
  const seen: number[] = [];
  await sampler.sample({ ...plain, batch: 8, onProgress: ({ finished }) => seen.push(finished) });
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen[0]).toBeLessThan(40);
  expect(seen.at(-1)).toBe(40);
  expect(await sampler.sample({ ...plain, prompts: [] })).toEqual([]);
});

test("wrong input is named", async () => {
  const bad = (prompt: number[], maxNewTokens = 1) =>
    sampler.sample({ ...plain, prompts: [[1], prompt], maxNewTokens });
  await expect(bad([])).rejects.toThrow("Prompt 1 is empty");
  await expect(bad([23])).rejects.toThrow("Prompt 1 holds 23. Tokens are whole numbers below 23.");
  await expect(bad([1, 2], 511)).rejects.toThrow("Prompt 1 has 2 tokens, with 511 new ones more than 512");
  await expect(sampler.sample({ ...plain, temperature: -1 })).rejects.toThrow("Temperature -1");
  const { "norm.gain": _, ...incomplete } = weights;
  expect(() => sampler.load(incomplete)).toThrow(
    'made for "norm.gain" of shape [16], but got no "norm.gain"',
  );
  const empty = await createSampler({ config, threads: 1 });
  await expect(empty.sample(plain)).rejects.toThrow("has no weights yet");
  await empty.release();
});

/** The whole model in double precision without a cache: the probabilities after each token. */
function forward(weights: Weights, config: ModelConfig, tokens: readonly number[]): number[][] {
  const { width, heads, layers, ropeBase } = config;
  const size = width / heads;
  const vector = (name: string) => weights[name].data;
  const times = (row: number[], name: string) => {
    const { shape, data } = weights[name];
    return Array.from({ length: shape[1] }, (_, column) =>
      row.reduce((sum, value, i) => sum + value * data[i * shape[1] + column], 0),
    );
  };
  const plus = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a, (value, i) => value + b[i]);
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);
  const normalize = (row: number[], name: string) => {
    const mean = dot(row, Array(width).fill(1 / width));
    const deviation = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width + 1e-5);
    return row.map(
      (value, i) => ((value - mean) / deviation) * vector(`${name}.gain`)[i] + vector(`${name}.bias`)[i],
    );
  };
  const softmax = (scores: number[]) => {
    const most = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - most));
    const sum = powers.reduce((total, one) => total + one, 0);
    return powers.map((one) => one / sum);
  };
  const rotate = (head: number[], position: number) =>
    head.map((value, i) => {
      const pair = i % (size / 2);
      const angle = position / ropeBase ** (pair / (size / 2));
      const other = i < size / 2 ? -head[i + size / 2] : head[pair];
      return value * Math.cos(angle) + other * Math.sin(angle);
    });

  let rows = tokens.map((token) =>
    Array.from(vector("embedding").subarray(token * width, (token + 1) * width)),
  );
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `layers.${layer}.${part}`;
    const together = rows.map((row) => times(normalize(row, name("norm1")), name("attention.qkv")));
    const part = (row: number[], which: number, head: number) =>
      row.slice(which * width + head * size, which * width + (head + 1) * size);
    const mixed = together.map((_, position) =>
      Array.from({ length: heads }, (_, head) => {
        const query = rotate(part(together[position], 0, head), position);
        const seen = together.slice(0, position + 1);
        const shares = softmax(
          seen.map((row, at) => dot(query, rotate(part(row, 1, head), at)) / Math.sqrt(size)),
        );
        return seen
          .map((row, at) => part(row, 2, head).map((value) => value * shares[at]))
          .reduce((sum, one) => plus(sum, one));
      }).flat(),
    );
    rows = rows.map((row, position) => {
      const attended = plus(row, times(mixed[position], name("attention.out")));
      const up = plus(
        times(normalize(attended, name("norm2")), name("feedForward.up.weight")),
        vector(name("feedForward.up.bias")),
      );
      const active = up.map((x) => (x * (1 + erf(x / Math.SQRT2))) / 2);
      return plus(
        attended,
        plus(times(active, name("feedForward.down.weight")), vector(name("feedForward.down.bias"))),
      );
    });
  }
  return rows.map((row) => {
    const final = normalize(row, "norm");
    const words = Array.from({ length: config.vocabularySize }, (_, word) =>
      dot(final, vector("embedding").subarray(word * width, (word + 1) * width)),
    );
    return softmax(words);
  });
}

/** By its Taylor series, which ends within 60 terms for the inputs here; 1 beyond 4, to 1.6e-8. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 80; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

function distance(a: Float32Array, b: ArrayLike<number>): number {
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}
