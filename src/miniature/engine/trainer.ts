import { Tensor as RuntimeTensor } from "onnxruntime-node";
import type { ModelConfig } from "../model/config.ts";
import { buildTrainingGraph, gradientName } from "../model/transformer.ts";
import { type Weights, weightShapes } from "../model/weights.ts";
import { createOptimizer, type OptimizerState, updateWeights } from "./adamw.ts";
import { createBatch } from "./batch.ts";
import { createSession } from "./graph.ts";
import type { Row } from "./pack.ts";

export interface TrainerOptions {
  config: ModelConfig;
  /** Where training starts; copied, so these stay as they are. */
  weights: Weights;
  rowsPerStep: number;
  /** Threads of one step. Weights agree bit for bit between runs with the same number. */
  threads: number;
  weightDecay: number;
  /** AdamW's rates of forgetting. Default 0.9 and 0.98: a second one of 0.999 is too slow for hundreds of updates. */
  betas?: readonly [number, number];
  /** Longest gradient over all weights. Default 1. */
  clip?: number;
  /** Goes on from here instead of starting afresh; copied. */
  optimizer?: OptimizerState;
}

export interface StepResult {
  /** sum(weight * nll) / sum(|weight|) over the batch, in nats, before the update. */
  loss: number;
  /** Before clipping. */
  gradientNorm: number;
}

export interface Trainer {
  /** One update from exactly `rowsPerStep` rows. Holds the thread it is called on. */
  step(rows: readonly Row[], learningRate: number): Promise<StepResult>;
  /** As they are now: the next step writes into them. */
  readonly weights: Weights;
  /** As it is now: the next step writes into it. */
  readonly optimizer: OptimizerState;
  release(): Promise<void>;
}

export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const { config, rowsPerStep, threads, weightDecay, betas = [0.9, 0.98], clip = 1 } = options;
  const { context, vocabularySize } = config;
  const weights = copyWeights(options.weights, config);
  const optimizer = structuredClone(options.optimizer ?? createOptimizer(weights));
  const session = await createSession(buildTrainingGraph(config, rowsPerStep), threads);

  // Everything of a fixed size is allocated once: the runtime reads the weights where the optimizer writes them,
  // and writes the gradients where the optimizer reads them.
  const gradients: Record<string, Float32Array> = {};
  const inputs: Record<string, RuntimeTensor> = {};
  const outputs: Record<string, RuntimeTensor> = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    gradients[name] = new Float32Array(data.length);
    inputs[name] = new RuntimeTensor("float32", data, shape);
    outputs[gradientName(name)] = new RuntimeTensor("float32", gradients[name], shape);
  }
  const loss = new Float32Array(1);
  outputs.loss = new RuntimeTensor("float32", loss, []);
  const mask = new Float32Array(rowsPerStep * context * context);
  const integers = (list: BigInt64Array) => new RuntimeTensor("int64", list, [list.length]);

  return {
    weights,
    optimizer,
    async step(rows, learningRate) {
      if (rows.length !== rowsPerStep)
        throw new RangeError(`A step takes ${rowsPerStep} rows, not ${rows.length}.`);
      for (const { tokens } of rows) {
        if (tokens.length !== context) {
          throw new RangeError(
            `A row has ${tokens.length} places, the model ${context}: pack for its context.`,
          );
        }
        const unknown = tokens.find((token) => token < 0 || token >= vocabularySize);
        if (unknown !== undefined) throw new RangeError(`Token ${unknown} is not below ${vocabularySize}.`);
      }
      const batch = createBatch(rows, mask);
      inputs.tokens = integers(batch.tokens);
      inputs.mask = new RuntimeTensor("float32", mask, [rowsPerStep, 1, context, context]);
      inputs.positions = integers(batch.positions);
      inputs.targets = integers(batch.targets);
      inputs.targetWeights = new RuntimeTensor("float32", batch.targetWeights, [batch.targetWeights.length]);
      await session.run(inputs, outputs);
      if (!Number.isFinite(loss[0])) {
        throw new Error(
          `The loss of update ${optimizer.step} is ${loss[0]}: training has diverged. Lower its rate.`,
        );
      }
      const gradientNorm = updateWeights(weights, gradients, optimizer, {
        learningRate,
        betas,
        weightDecay,
        clip,
      });
      return { loss: loss[0], gradientNorm };
    },
    release: () => session.release(),
  };
}

/** A copy with exactly the weights that the model has, in their order. */
function copyWeights(weights: Weights, config: ModelConfig): Weights {
  const copy: Weights = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const weight = weights[name];
    if (!weight || weight.shape.join() !== shape.join()) {
      const found = weight ? `is [${weight.shape}]` : "is missing";
      throw new RangeError(`The weight ${name} ${found}; this model needs [${shape}].`);
    }
    copy[name] = { shape, data: weight.data.slice() };
  }
  return copy;
}
