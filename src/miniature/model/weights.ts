import { createRandom } from "../../statistics/index.ts";
import type { ModelConfig } from "./config.ts";

export interface Tensor {
  shape: number[];
  data: Float32Array;
}

/** By name, in the order of `weightShapes`. Matrices are input x output; the head is the embedding again. */
export type Weights = Record<string, Tensor>;

/** The names and shapes of a model's weights, in the order in which they are stored and drawn. */
export function weightShapes({
  vocabularySize,
  width,
  layers,
  feedForward,
}: ModelConfig): Record<string, number[]> {
  const shapes: Record<string, number[]> = { embedding: [vocabularySize, width] };
  for (let layer = 0; layer < layers; layer++) {
    const name = (part: string) => `layers.${layer}.${part}`;
    shapes[name("norm1.gain")] = [width];
    shapes[name("norm1.bias")] = [width];
    shapes[name("attention.qkv")] = [width, 3 * width];
    shapes[name("attention.out")] = [width, width];
    shapes[name("norm2.gain")] = [width];
    shapes[name("norm2.bias")] = [width];
    shapes[name("feedForward.up.weight")] = [width, feedForward];
    shapes[name("feedForward.up.bias")] = [feedForward];
    shapes[name("feedForward.down.weight")] = [feedForward, width];
    shapes[name("feedForward.down.bias")] = [width];
  }
  shapes["norm.gain"] = [width];
  shapes["norm.bias"] = [width];
  return shapes;
}

/**
 * Fresh weights. Matrices are normal with standard deviation 0.02; those that write into the residual stream are
 * smaller by sqrt(2 * layers), so that its variance does not grow with depth (GPT-2, Radford et al. 2019, 2.3).
 */
export function createWeights(config: ModelConfig, seed: number): Weights {
  const weights: Weights = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (name.endsWith(".gain")) data.fill(1);
    else if (shape.length === 2) {
      const residual = name.endsWith("attention.out") || name.endsWith("down.weight");
      const deviation = residual ? 0.02 / Math.sqrt(2 * config.layers) : 0.02;
      // A stream for each matrix: what one draws does not depend on the shapes of those before it.
      const random = createRandom(seed, "weights", name);
      for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
    }
    weights[name] = { shape, data };
  }
  return weights;
}
