import { expect, test } from "vitest";
import { ModelConfig, miniatureShape } from "./config.ts";
import { createWeights, weightShapes } from "./weights.ts";

const config: ModelConfig = { ...miniatureShape, vocabularySize: 320 };

const deviation = (data: Float32Array) => Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length);

test("weights have their shapes, gains of one, biases of zero and the stated deviations", () => {
  const weights = createWeights(config, 1);
  expect(Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape]))).toEqual(
    weightShapes(config),
  );
  expect(new Set(weights["layers.1.norm2.gain"].data)).toEqual(new Set([1]));
  expect(new Set(weights["layers.1.feedForward.up.bias"].data)).toEqual(new Set([0]));
  expect(deviation(weights.embedding!.data)).toBeCloseTo(0.02, 3);
  expect(deviation(weights["layers.2.attention.out"].data)).toBeCloseTo(0.02 / Math.sqrt(6), 3);
});

test("equal seeds give equal weights, other seeds others, and layers differ", () => {
  const small = { ...config, vocabularySize: 8, width: 8, feedForward: 8 };
  const weights = createWeights(small, 1);
  expect(weights).toEqual(createWeights(small, 1));
  expect(weights.embedding).not.toEqual(createWeights(small, 2).embedding);
  expect(weights["layers.0.attention.qkv"]).not.toEqual(weights["layers.1.attention.qkv"]);
});

test("a shape whose heads do not share the width evenly is refused", () => {
  expect(() => ModelConfig.parse({ ...config, heads: 5 })).toThrow(/Width 128 cannot be shared by 5 heads/);
});
