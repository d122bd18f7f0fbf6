// A decoder-only transformer: normalization before each part (pre-norm), rotary positions, GELU, and the embedding
// once more as the head. This file builds its training graph; the sampler builds its own from the same weights.
import { Graph } from "../engine/graph.ts";
import type { Value } from "../engine/onnx.ts";
import {
  add,
  attention,
  crossEntropy,
  embed,
  feedForward,
  layerNorm,
  linear,
  linearTransposed,
  selectRows,
} from "../engine/operations.ts";
import type { ModelConfig } from "./config.ts";
import { weightShapes } from "./weights.ts";

/** The name of the output that holds a weight's gradient. */
export function gradientName(weight: string): string {
  return `gradient ${weight}`;
}

/**
 * One graph for a training step over `rows` rows of `context` tokens, M of which are supervised.
 *
 * Inputs: every weight by its name; `tokens` int64 [rows * context]; `mask` [rows, 1, context, context], added to the
 * attention scores; `positions` int64 [M], the places in `tokens` that predict; `targets` int64 [M], what they should
 * predict; `targetWeights` [M]. Outputs: `loss`, the sum of weight times negative log likelihood, and for each weight
 * its gradient by `gradientName`.
 */
export function buildTrainingGraph(config: ModelConfig, rows: number): Graph {
  const { context, heads, ropeBase } = config;
  const graph = new Graph();
  const weights: Record<string, Value> = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) weights[name] = graph.input(name, shape);
  const weight = (name: string) => weights[name];
  const tokens = graph.input("tokens", [rows * context], "int64");
  const mask = graph.input("mask", [rows, 1, context, context]);
  const positions = graph.input("positions", ["supervised"], "int64");
  const targets = graph.input("targets", ["supervised"], "int64");
  const targetWeights = graph.input("targetWeights", ["supervised"]);

  let hidden = embed(graph, weight("embedding"), tokens);
  for (let layer = 0; layer < config.layers; layer++) {
    const part = (name: string) => weight(`layers.${layer}.${name}`);
    const seen = layerNorm(graph, hidden, part("norm1.gain"), part("norm1.bias"));
    const queryKeyValue = linear(graph, seen, part("attention.qkv"));
    const attended = attention(graph, queryKeyValue, { rows, context, heads, ropeBase, mask });
    hidden = add(graph, hidden, linear(graph, attended, part("attention.out")));
    const read = layerNorm(graph, hidden, part("norm2.gain"), part("norm2.bias"));
    const layerOf = (name: string) => ({ weight: part(`${name}.weight`), bias: part(`${name}.bias`) });
    hidden = add(
      graph,
      hidden,
      feedForward(graph, read, layerOf("feedForward.up"), layerOf("feedForward.down")),
    );
  }
  // Only the places that predict a supervised token need logits, the widest values of all.
  const predicting = selectRows(graph, hidden, positions);
  const final = layerNorm(graph, predicting, weight("norm.gain"), weight("norm.bias"));
  const logits = linearTransposed(graph, final, weight("embedding"));
  const loss = crossEntropy(graph, logits, targets, targetWeights);

  graph.output("loss", loss);
  const gradients = graph.gradients(loss, Object.values(weights));
  Object.keys(weights).forEach((name, index) => {
    graph.output(gradientName(name), gradients[index]);
  });
  return graph;
}
