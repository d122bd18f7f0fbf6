// The two graphs that sampling runs: prefill reads whole prompts, decode adds one token to each row. Weights are
// inputs, so that one pair serves every model of a shape. B rows; width D in H heads; V words.
import { Graph } from "../engine/graph.ts";
import type { Dimension, Value } from "../engine/onnx.ts";
import {
  add,
  embed,
  gelu,
  layerNorm,
  linear,
  linearTransposed,
  rotaryTables,
  selectRows,
} from "../engine/operations.ts";
import type { ModelConfig } from "../model/config.ts";
import { weightShapes } from "../model/weights.ts";

/** Positions that the rotary tables reach. Training rows may be shorter: rotary positions go on beyond them. */
export const longestSequence = 512;

/** Added to the attention score of what may not be seen. */
export const unseen = -1e9;

/**
 * Reads prompts, padded at their right to S tokens.
 *
 * Inputs: every weight; `tokens` int64 [B * S]; `byHead` int64 [4] = B, S, H, D / H, because a graph can leave only
 * one size of a shape open; `last` int64 [B], where prompts end in `tokens`; `positions` int64 [B, 1], where they end
 * in their rows; `mask` [S, S], `unseen` above its diagonal; `inverseTemperature` [1].
 * Outputs: `probabilities` [B, V] of the next token; `keys.{layer}` and `values.{layer}` [B, H, S, D / H].
 */
export function buildPrefillGraph(config: ModelConfig): Graph {
  const { width, heads, layers } = config;
  const graph = new Graph();
  const byHead = graph.input("byHead", [4], "int64");
  const last = graph.input("last", ["rows"], "int64");
  const positions = graph.input("positions", ["rows", 1], "int64");
  const mask = graph.input("mask", ["context", "context"]);
  const endMask = graph.apply("Gather", [mask, positions], ["rows", 1, "context"]);
  const lastMask = graph.apply("Unsqueeze", [endMask, graph.integers([1])], ["rows", 1, 1, "context"]);
  const rotate = createRotary(graph, config);
  const fromStart = graph.integers([0]);
  const splitHeads = (value: Value) =>
    swapMiddle(graph, graph.apply("Reshape", [value, byHead], ["rows", "context", heads, width / heads]));

  addDecoder(graph, config, {
    lastRows: last,
    attend(layer, query, key, value) {
      const keys = rotate.key(splitHeads(key), fromStart);
      const values = splitHeads(value);
      graph.output(`keys.${layer}`, keys);
      graph.output(`values.${layer}`, values);
      const isLast = layer === layers - 1;
      const queries = isLast
        ? oneQuery(graph, config, rotate.query(toRow(graph, selectRows(graph, query, last)), positions))
        : rotate.query(splitHeads(query), fromStart);
      const scores = product(graph, queries, keys, { transposeB: true });
      const masked = graph.apply("Add", [scores, isLast ? lastMask : mask], scores.shape);
      const mixed = product(graph, softmax(graph, masked), values);
      return joinHeads(graph, swapMiddle(graph, mixed), width);
    },
  });
  return graph;
}

/**
 * Reads one token of each row, after C cached ones of which a row may use fewer.
 *
 * Inputs: every weight; `tokens` int64 [B]; `positions` int64 [B, 1]; `mask` [B, 1, 1, C], 0 or `unseen`;
 * `inverseTemperature` [1]; of each layer `cachedKeys.{layer}` and `cachedValues.{layer}` [B, H, C, D / H].
 * Outputs: `probabilities` [B, V] of the next token; `keys.{layer}` and `values.{layer}` [B, D] of this one. They are
 * not appended to the cache here, because each output is copied: the whole cache would be, at every step.
 */
export function buildDecodeGraph(config: ModelConfig): Graph {
  const { width, heads } = config;
  const graph = new Graph();
  const positions = graph.input("positions", ["rows", 1], "int64");
  const mask = graph.input("mask", ["rows", 1, 1, "cached"]);
  const rotate = createRotary(graph, config);

  addDecoder(graph, config, {
    attend(layer, query, key, value) {
      const cache = (name: string) =>
        graph.input(`${name}.${layer}`, ["rows", heads, "cached", width / heads]);
      const [cachedKeys, cachedValues] = [cache("cachedKeys"), cache("cachedValues")];
      const rotatedKey = rotate.key(toRow(graph, key), positions);
      graph.output(`keys.${layer}`, rotatedKey);
      graph.output(`values.${layer}`, value);
      const queries = oneQuery(graph, config, rotate.query(toRow(graph, query), positions));
      const ownKey = oneQuery(graph, config, rotatedKey);
      const ownValue = oneQuery(graph, config, value);

      const scores = product(graph, queries, cachedKeys, { transposeB: true });
      const masked = graph.apply("Add", [scores, mask], scores.shape);
      const ownScore = product(graph, queries, ownKey, { transposeB: true });
      const all = graph.apply("Concat", [masked, ownScore], ["rows", heads, 1, "seen"], {
        attributes: { axis: -1 },
      });
      const weights = softmax(graph, all);
      const slice = (from: number, to: number, size: Dimension) => {
        const range = [from, to, -1].map((number) => graph.integers([number]));
        return graph.apply("Slice", [weights, ...range], ["rows", heads, 1, size]);
      };
      const fromCache = product(graph, slice(0, -1, "cached"), cachedValues);
      const own = graph.apply("Mul", [slice(-1, 2 ** 31 - 1, 1), ownValue], ownValue.shape);
      return joinHeads(graph, graph.apply("Add", [fromCache, own], own.shape), width);
    },
  });
  return graph;
}

interface DecoderOptions {
  /** From queries, keys and values [N, D] to what each query found [N, D]; N falls to B where `lastRows` choose. */
  attend: (layer: number, query: Value, key: Value, value: Value) => Value;
  /**
   * The rows whose prediction is asked for. In the last layer nothing reads the others but through keys and values,
   * so attention and the feed-forward part leave them out: with three layers a quarter of all work.
   */
  lastRows?: Value;
}

/** The transformer around attention, from `tokens` to `probabilities`. Training's is in transformer.ts. */
function addDecoder(graph: Graph, config: ModelConfig, { attend, lastRows }: DecoderOptions): void {
  const { layers, width } = config;
  const weights: Record<string, Value> = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) weights[name] = graph.input(name, shape);
  const tokens = graph.input("tokens", ["tokens"], "int64");
  const inverseTemperature = graph.input("inverseTemperature", [1]);

  let residual = embed(graph, weights.embedding, tokens);
  for (let layer = 0; layer < layers; layer++) {
    const part = (name: string) => weights[`layers.${layer}.${name}`];
    const seen = layerNorm(graph, residual, part("norm1.gain"), part("norm1.bias"));
    const together = linear(graph, seen, part("attention.qkv"));
    const [query, key, value] = graph.applyMany("Split", [together], Array(3).fill(["tokens", width]), {
      attributes: { axis: 1, num_outputs: 3 },
    });
    const attended = attend(layer, query, key, value);
    if (lastRows && layer === layers - 1) residual = selectRows(graph, residual, lastRows);
    residual = add(graph, residual, linear(graph, attended, part("attention.out")));
    const read = layerNorm(graph, residual, part("norm2.gain"), part("norm2.bias"));
    const inner = linear(graph, read, part("feedForward.up.weight"), part("feedForward.up.bias"));
    const [down, downBias] = [part("feedForward.down.weight"), part("feedForward.down.bias")];
    residual = add(graph, residual, linear(graph, gelu(graph, inner), down, downBias));
  }
  const final = layerNorm(graph, residual, weights["norm.gain"], weights["norm.bias"]);
  const logits = linearTransposed(graph, final, weights.embedding);
  graph.output(
    "probabilities",
    softmax(graph, graph.apply("Mul", [logits, inverseTemperature], logits.shape)),
  );
}

/**
 * Turns queries and keys by their positions. The scale of attention scores, 1 / sqrt(D / H), is in the queries' tables:
 * a factor in the product itself would keep ONNX Runtime from its kernel for one row, which is twice as fast.
 */
function createRotary(graph: Graph, { width, heads, ropeBase }: ModelConfig) {
  const headWidth = width / heads;
  const { cosines, sines } = rotaryTables(longestSequence, headWidth, ropeBase);
  const turnBy = (scale: number) => {
    const [cosine, sine] = [cosines, sines].map((table) =>
      graph.constant(
        table.map((number) => number * scale),
        [longestSequence, headWidth / 2],
      ),
    );
    return (value: Value, positions: Value) =>
      graph.apply("RotaryEmbedding", [value, positions, cosine, sine], value.shape, {
        domain: "com.microsoft",
      });
  };
  return { query: turnBy(1 / Math.sqrt(headWidth)), key: turnBy(1) };
}

function product(graph: Graph, a: Value, b: Value, { transposeB = false } = {}): Value {
  const shape = [...a.shape.slice(0, -1), b.shape.at(transposeB ? -2 : -1)!];
  const attributes = { transB: Number(transposeB) };
  return graph.apply("FusedMatMul", [a, b], shape, { attributes, domain: "com.microsoft" });
}

function softmax(graph: Graph, value: Value): Value {
  return graph.apply("Softmax", [value], value.shape, { attributes: { axis: -1 } });
}

/** [B, S, H, D / H] to [B, H, S, D / H], or back. */
function swapMiddle(graph: Graph, value: Value): Value {
  const [rows, a, b, size] = value.shape;
  return graph.apply("Transpose", [value], [rows, b, a, size], { attributes: { perm: [0, 2, 1, 3] } });
}

function joinHeads(graph: Graph, value: Value, width: number): Value {
  return graph.apply("Reshape", [value, graph.integers([-1, width])], ["tokens", width]);
}

/** [B, D] to [B, 1, D], as rotation wants one token a row. */
function toRow(graph: Graph, value: Value): Value {
  return graph.apply("Unsqueeze", [value, graph.integers([1])], ["rows", 1, value.shape[1]]);
}

/** One token a row to [B, H, 1, D / H]. */
function oneQuery(graph: Graph, { heads, width }: ModelConfig, value: Value): Value {
  const shape = [-1, heads, 1, width / heads];
  return graph.apply("Reshape", [value, graph.integers(shape)], ["rows", ...shape.slice(1)]);
}
