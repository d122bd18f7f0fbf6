// The operations of a transformer, each with its gradient written beside it.
// In comments, d_x is the gradient of the loss with respect to x. N tokens, D numbers each.
import type { Graph } from "./graph.ts";
import type { Dimension, Value } from "./onnx.ts";

interface GemmOptions {
  transposeA?: boolean;
  transposeB?: boolean;
  bias?: Value;
  /** Multiplies the result, bias included. */
  scale?: number;
}

/** A matrix product of two-dimensional values, with an optional bias added to each row. */
function gemm(graph: Graph, a: Value, b: Value, options: GemmOptions = {}): Value {
  const { transposeA = false, transposeB = false, bias, scale = 1 } = options;
  const shape = [a.shape[transposeA ? 1 : 0], b.shape[transposeB ? 0 : 1]];
  const attributes = {
    transA: Number(transposeA),
    transB: Number(transposeB),
    alpha: { float: scale },
    beta: { float: scale },
  };
  return graph.apply("Gemm", bias ? [a, b, bias] : [a, b], shape, { attributes });
}

/** Products of the last two dimensions, for each index of those before them. */
function batchedProduct(
  graph: Graph,
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false, scale = 1 } = {},
): Value {
  const shape = [
    ...a.shape.slice(0, -2),
    a.shape.at(transposeA ? -1 : -2)!,
    b.shape.at(transposeB ? -2 : -1)!,
  ];
  const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: scale } };
  return graph.apply("FusedMatMul", [a, b], shape, { attributes, domain: "com.microsoft" });
}

function reshape(graph: Graph, value: Value, shape: readonly Dimension[]): Value {
  // At most one dimension may be left to the runtime, as -1.
  const sizes = shape.map((size) => (typeof size === "string" ? -1 : size));
  return graph.apply("Reshape", [value, graph.integers(sizes)], shape, { type: value.type });
}

function transpose(graph: Graph, value: Value, order: number[]): Value {
  const shape = order.map((from) => value.shape[from]);
  return graph.apply("Transpose", [value], shape, { attributes: { perm: order } });
}

function sumRows(graph: Graph, value: Value): Value {
  return graph.apply("ReduceSum", [value, graph.integers([0])], [value.shape[1]], {
    attributes: { keepdims: 0 },
  });
}

/** Add, Sub or Mul, number by number; `b` may be smaller and is then repeated. */
function elementwise(graph: Graph, operator: "Add" | "Sub" | "Mul", a: Value, b: Value): Value {
  return graph.apply(operator, [a, b], a.shape.length === 0 ? b.shape : a.shape);
}

/** Rows of a table: [V, D] and N indices give [N, D]. */
export function embed(graph: Graph, table: Value, indices: Value): Value {
  const shape = [indices.shape[0], table.shape[1]];
  const output = graph.apply("Gather", [table, indices], shape);
  graph.differentiable([table], [output], (d_output) => {
    // Each row's gradient is added to the table row that it came from. ScatterND would be the natural operator, but
    // ONNX Runtime splits its work over threads, and two that add to one row at once lose an update.
    const column = reshape(graph, indices, [shape[0], 1]);
    const expanded = graph.apply("Expand", [column, graph.integers(shape as number[])], shape, {
      type: "int64",
    });
    const zeros = graph.constant(new Float32Array(elements(table)), table.shape as number[]);
    const attributes = { axis: 0, reduction: "add" };
    return [graph.apply("ScatterElements", [zeros, expanded, d_output], table.shape, { attributes })];
  });
  return output;
}

/** Some rows of [N, D]. One that is selected twice must have no gradient: the second would overwrite the first. */
export function selectRows(graph: Graph, input: Value, indices: Value): Value {
  const output = graph.apply("Gather", [input, indices], [indices.shape[0], input.shape[1]]);
  graph.differentiable([input], [output], (d_output) => {
    const zeros = graph.constant(new Float32Array(elements(input)), input.shape as number[]);
    return [
      graph.apply(
        "ScatterND",
        [zeros, reshape(graph, indices, [indices.shape[0], 1]), d_output],
        input.shape,
      ),
    ];
  });
  return output;
}

/** input [N, I] times weight [I, O], plus bias [O] if there is one. */
export function linear(graph: Graph, input: Value, weight: Value, bias?: Value): Value {
  const output = gemm(graph, input, weight, bias ? { bias } : {});
  graph.differentiable(bias ? [input, weight, bias] : [input, weight], [output], (d_output) => [
    gemm(graph, d_output, weight, { transposeB: true }),
    gemm(graph, input, d_output, { transposeA: true }),
    bias ? sumRows(graph, d_output) : null,
  ]);
  return output;
}

/** input [N, D] times the transpose of a table [V, D]: how well each row of the table fits. */
export function linearTransposed(graph: Graph, input: Value, table: Value): Value {
  const output = gemm(graph, input, table, { transposeB: true });
  graph.differentiable([input, table], [output], (d_output) => [
    gemm(graph, d_output, table),
    gemm(graph, d_output, input, { transposeA: true }),
  ]);
  return output;
}

export function add(graph: Graph, a: Value, b: Value): Value {
  const output = elementwise(graph, "Add", a, b);
  graph.differentiable([a, b], [output], (d_output) => [d_output, d_output]);
  return output;
}

/** Layer normalization of each row of [N, D] (Ba et al. 2016). */
export function layerNorm(graph: Graph, input: Value, gain: Value, bias: Value): Value {
  const column = [input.shape[0], 1];
  const attributes = { axis: -1, epsilon: { float: 1e-5 } };
  const [output, mean, inverse] = graph.applyMany(
    "LayerNormalization",
    [input, gain, bias],
    [input.shape, column, column],
    { attributes },
  );
  graph.differentiable([input, gain, bias], [output], (d_output) => {
    const binary = elementwise.bind(null, graph);
    const normal = binary("Mul", binary("Sub", input, mean), inverse);
    const product = binary("Mul", d_output, normal);
    // d_input = (d_normal - mean(d_normal) - normal * mean(d_normal * normal)) * inverse, d_normal = d_output * gain.
    // Both means are products with the vector gain / D.
    const share = reshape(graph, binary("Mul", gain, graph.scalar(1 / (gain.shape[0] as number))), [
      gain.shape[0],
      1,
    ]);
    const centre = gemm(graph, d_output, share);
    const slope = gemm(graph, product, share);
    const removed = binary("Add", binary("Mul", normal, slope), centre);
    const d_input = binary("Mul", binary("Sub", binary("Mul", d_output, gain), removed), inverse);
    return [d_input, sumRows(graph, product), sumRows(graph, d_output)];
  });
  return output;
}

export interface LinearWeights {
  weight: Value;
  bias: Value;
}

/**
 * Two linear layers with a GELU between them: down(gelu(up(input))), where gelu(x) = x * Phi(x) with the normal
 * distribution's Phi, by erf and not by its tanh approximation.
 *
 * The widest values of the model pass through here, and each elementwise node reads and writes all of them. So all is
 * written in s = x / sqrt(2), gelu(x) = s * (1 + erf(s)) / sqrt(2), and the products carry every constant factor.
 */
export function feedForward(graph: Graph, input: Value, up: LinearWeights, down: LinearWeights): Value {
  const binary = elementwise.bind(null, graph);
  const unary = (operator: string, value: Value) => graph.apply(operator, [value], value.shape);
  const scale = Math.SQRT1_2;
  const s = gemm(graph, input, up.weight, { bias: up.bias, scale });
  const doubled = binary("Add", unary("Erf", s), graph.scalar(1)); // 2 * Phi
  const inner = binary("Mul", s, doubled);
  // The bias is divided by the scale beforehand, because the product's scale applies to it too.
  const bias = binary("Mul", down.bias, graph.scalar(1 / scale));
  const output = gemm(graph, inner, down.weight, { bias, scale });
  graph.differentiable([input, up.weight, up.bias, down.weight, down.bias], [output], (d_output) => {
    const d_inner = gemm(graph, d_output, down.weight, { transposeB: true, scale });
    // The derivative of s * (1 + erf(s)) is 1 + erf(s) + s * exp(-s^2) * 2 / sqrt(pi).
    const exponent = binary("Sub", graph.scalar(Math.log(2 / Math.sqrt(Math.PI))), binary("Mul", s, s));
    const slope = binary("Add", binary("Mul", s, unary("Exp", exponent)), doubled);
    const d_s = binary("Mul", d_inner, slope);
    return [
      gemm(graph, d_s, up.weight, { transposeB: true, scale }),
      gemm(graph, input, d_s, { transposeA: true, scale }),
      binary("Mul", sumRows(graph, d_s), graph.scalar(scale)),
      gemm(graph, inner, d_output, { transposeA: true, scale }),
      sumRows(graph, d_output),
    ];
  });
  return output;
}

/** GELU by itself, for graphs that only run: training takes `feedForward`, which has the gradient. */
export function gelu(graph: Graph, input: Value): Value {
  return graph.apply("Gelu", [input], input.shape);
}

export interface AttentionOptions {
  rows: number;
  context: number;
  heads: number;
  ropeBase: number;
  /** [rows, 1, context, context]: 0 where a position may look, very negative where not. */
  mask: Value;
}

/**
 * Self-attention with rotary positions (Su et al. 2021): [rows * context, 3 * D] queries, keys and values side by side
 * give [rows * context, D].
 */
export function attention(graph: Graph, queryKeyValue: Value, options: AttentionOptions): Value {
  const { rows, context, heads, ropeBase, mask } = options;
  const binary = elementwise.bind(null, graph);
  const width = (queryKeyValue.shape[1] as number) / 3;
  const headWidth = width / heads;
  const scale = 1 / Math.sqrt(headWidth);
  const joined = [rows, context, width];
  const apart = [rows, context, heads, headWidth];
  const toHeads = (value: Value) => transpose(graph, reshape(graph, value, apart), [0, 2, 1, 3]);
  const { cosines, sines } = rotaryTables(context, headWidth, ropeBase);
  const table = (data: Float32Array) => graph.constant(data, [context, headWidth / 2]);
  const cosineTable = table(cosines);
  const turn = (value: Value, sineTable: Value) =>
    graph.apply("RotaryEmbedding", [value, graph.integers([0]), cosineTable, sineTable], joined, {
      domain: "com.microsoft",
    });

  const [plainQuery, plainKey, plainValue] = graph.applyMany(
    "Split",
    [reshape(graph, queryKeyValue, [rows, context, 3 * width])],
    [joined, joined, joined],
    { attributes: { axis: 2, num_outputs: 3 } },
  );
  const sineTable = table(sines);
  const query = toHeads(turn(plainQuery, sineTable));
  const key = toHeads(turn(plainKey, sineTable));
  const value = toHeads(plainValue);
  const scores = binary("Add", batchedProduct(graph, query, key, { transposeB: true, scale }), mask);
  const probabilities = graph.apply("Softmax", [scores], scores.shape, { attributes: { axis: -1 } });
  const mixed = transpose(graph, batchedProduct(graph, probabilities, value), [0, 2, 1, 3]);
  const output = reshape(graph, mixed, [rows * context, width]);

  graph.differentiable([queryKeyValue], [output], (d_output) => {
    const d_mixedApart = reshape(graph, d_output, apart);
    const d_mixed = toHeads(d_output);
    const d_probabilities = batchedProduct(graph, d_mixed, value, { transposeB: true });
    // d_scores = p * (d_p - sum(p * d_p)); the sum over positions equals one over the head's width, which is shorter:
    // sum(output * d_output) (Dao et al. 2022, FlashAttention, B.4).
    const sum = graph.apply(
      "ReduceSum",
      [binary("Mul", mixed, d_mixedApart), graph.integers([-1])],
      [rows, context, heads, 1],
      { attributes: { keepdims: 1 } },
    );
    const sumByHead = transpose(graph, sum, [0, 2, 1, 3]);
    const d_scores = binary("Mul", probabilities, binary("Sub", d_probabilities, sumByHead));
    const d_query = batchedProduct(graph, d_scores, key, { scale });
    // Transposed, because a product turns its first factor by copying it: the narrow one is turned here, not d_scores.
    const d_keyTransposed = batchedProduct(graph, query, d_scores, { transposeA: true, scale });
    const d_valueTransposed = batchedProduct(graph, d_mixed, probabilities, { transposeA: true });
    // The gradient of a rotation is the rotation back: the same angles with the sign of the sine turned.
    const back = table(sines.map((sine) => -sine));
    const join = (part: Value, order: number[]) => reshape(graph, transpose(graph, part, order), joined);
    const parts = [
      turn(join(d_query, [0, 2, 1, 3]), back),
      turn(join(d_keyTransposed, [0, 3, 1, 2]), back),
      join(d_valueTransposed, [0, 3, 1, 2]),
    ];
    const together = graph.apply("Concat", parts, [rows, context, 3 * width], { attributes: { axis: 2 } });
    return [reshape(graph, together, queryKeyValue.shape)];
  });
  return output;
}

/** Cosines and sines [context, headWidth / 2] of the angles by which position p turns pair i: p / base^(2i / headWidth). */
export function rotaryTables(context: number, headWidth: number, base: number) {
  const pairs = headWidth / 2;
  const angles = Float64Array.from(
    { length: context * pairs },
    (_, index) => Math.floor(index / pairs) / base ** ((index % pairs) / pairs),
  );
  return { cosines: Float32Array.from(angles, Math.cos), sines: Float32Array.from(angles, Math.sin) };
}

/** Sum over rows of weight * -log(softmax(logits)[target]): logits [N, V], targets [N] of int64, weights [N]. */
export function crossEntropy(graph: Graph, logits: Value, targets: Value, weights: Value): Value {
  const column = [logits.shape[0], 1];
  const target = reshape(graph, targets, column);
  const weight = reshape(graph, weights, column);
  const logs = graph.apply("LogSoftmax", [logits], logits.shape, { attributes: { axis: -1 } });
  const chosen = graph.apply("GatherElements", [logs, target], column, { attributes: { axis: 1 } });
  const weighted = elementwise(graph, "Mul", chosen, graph.apply("Neg", [weight], column));
  const output = graph.apply("ReduceSum", [weighted], [], { attributes: { keepdims: 0 } });
  graph.differentiable([logits], [output], (d_output) => {
    // (softmax - 1 at the target) * weight
    const scaled = elementwise(graph, "Mul", weight, d_output);
    const dense = elementwise(graph, "Mul", graph.apply("Exp", [logs], logits.shape), scaled);
    const inputs = [dense, target, graph.apply("Neg", [scaled], column)];
    return [
      graph.apply("ScatterElements", inputs, logits.shape, { attributes: { axis: 1, reduction: "add" } }),
    ];
  });
  return output;
}

function elements(value: Value): number {
  return value.shape.reduce<number>((product, size) => product * (size as number), 1);
}
