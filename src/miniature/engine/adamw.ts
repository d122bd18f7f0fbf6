import type { Weights } from "../model/weights.ts";

/** What AdamW remembers, so that training can go on later exactly as if it had never stopped. */
export interface OptimizerState {
  /** Updates so far. */
  step: number;
  /** Running means of the gradients, by the weights' names. */
  first: Record<string, Float32Array>;
  /** Running means of their squares. */
  second: Record<string, Float32Array>;
}

export interface AdamWOptions {
  learningRate: number;
  betas: readonly [number, number];
  weightDecay: number;
  /** Longest gradient: a longer one, over all weights together, is scaled down to it. */
  clip: number;
}

const epsilon = 1e-8;

export function createOptimizer(weights: Weights): OptimizerState {
  const zeros = () =>
    Object.fromEntries(
      Object.entries(weights).map(([name, { data }]) => [name, new Float32Array(data.length)]),
    );
  return { step: 0, first: zeros(), second: zeros() };
}

/**
 * One update of AdamW (Loshchilov and Hutter 2019) after clipping by the norm of all gradients together, in place.
 * Returns that norm as it was before clipping.
 *
 * Only matrices decay, not gains and biases, which are few and whose natural size is not zero. The embedding is a
 * matrix and decays as well: as the tied head it is one of the layers.
 */
export function updateWeights(
  weights: Weights,
  gradients: Record<string, Float32Array>,
  state: OptimizerState,
  { learningRate, betas: [beta1, beta2], weightDecay, clip }: AdamWOptions,
): number {
  let squares = 0;
  for (const gradient of Object.values(gradients)) {
    for (let i = 0; i < gradient.length; i++) squares += gradient[i] * gradient[i];
  }
  const norm = Math.sqrt(squares);
  const scale = norm > clip ? clip / norm : 1;
  state.step++;
  // Both means start at zero; these factors correct for it. They stand outside the loop, which runs for every weight.
  const rate = learningRate / (1 - beta1 ** state.step);
  const unbias = 1 / Math.sqrt(1 - beta2 ** state.step);
  for (const [name, { shape, data }] of Object.entries(weights)) {
    const gradient = gradients[name];
    const first = state.first[name];
    const second = state.second[name];
    const keep = shape.length === 2 ? 1 - learningRate * weightDecay : 1;
    for (let i = 0; i < data.length; i++) {
      const g = gradient[i] * scale;
      const mean = beta1 * first[i] + (1 - beta1) * g;
      const square = beta2 * second[i] + (1 - beta2) * g * g;
      first[i] = mean;
      second[i] = square;
      data[i] = keep * data[i] - (rate * mean) / (Math.sqrt(square) * unbias + epsilon);
    }
  }
  return norm;
}
