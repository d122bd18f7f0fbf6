import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createRandom } from "../../statistics/index.ts";
import { createSession, Graph } from "./graph.ts";
import type { Value } from "./onnx.ts";
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
} from "./operations.ts";

type Build = (graph: Graph, inputs: Record<string, Value>) => Value;

/** The worst disagreement between the gradients that the graph computes and central differences of its loss. */
async function worstGradientError(
  shapes: Record<string, number[]>,
  build: Build,
  scale = 1,
): Promise<number> {
  const random = createRandom(1);
  const normals = (shape: number[]) =>
    Float32Array.from(
      { length: shape.reduce((product, size) => product * size, 1) },
      () => scale * random.normal(),
    );
  const graph = new Graph();
  const inputs = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, graph.input(name, shape)] as const),
  );
  const output = build(graph, inputs);
  const loss = weightedSum(graph, output, normals(output.shape as number[]));
  graph.output("loss", loss);
  const gradients = graph.gradients(loss, Object.values(inputs));
  Object.keys(inputs).forEach((name, index) => {
    graph.output(`d_${name}`, gradients[index]);
  });

  const session = await createSession(graph, 1);
  const data = Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, normals(shape)]));
  const feeds = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, new Tensor("float32", data[name], shape)]),
  );
  const results = await session.run(feeds);
  const lossNow = async () => (await session.run(feeds, ["loss"])).loss!.data[0] as number;
  let worst = 0;
  const step = 0.01;
  for (const [name, values] of Object.entries(data)) {
    const computed = results[`d_${name}`].data as Float32Array;
    expect(computed.some((gradient) => gradient !== 0)).toBe(true);
    for (let i = 0; i < values.length; i++) {
      const before = values[i];
      values[i] = before + step;
      const above = await lossNow();
      values[i] = before - step;
      const below = await lossNow();
      values[i] = before;
      const measured = (above - below) / (2 * step);
      worst = Math.max(worst, Math.abs(computed[i] - measured) / (1 + Math.abs(measured)));
    }
  }
  await session.release();
  return worst;
}

/** Makes a loss of any output, so that its gradient is not the same everywhere. */
function weightedSum(graph: Graph, value: Value, weights: Float32Array): Value {
  const constant = graph.constant(weights, value.shape as number[]);
  const products = graph.apply("Mul", [value, constant], value.shape);
  const sum = graph.apply("ReduceSum", [products], [], { attributes: { keepdims: 0 } });
  graph.differentiable([value], [sum], (d_sum) => [graph.apply("Mul", [constant, d_sum], value.shape)]);
  return sum;
}

const integers = (graph: Graph, ...list: number[]) => graph.integers(list);

const operations: [name: string, shapes: Record<string, number[]>, build: Build][] = [
  [
    "embed, with a row that is used twice and one that is not",
    { table: [4, 3] },
    (graph, { table }) => embed(graph, table!, integers(graph, 2, 0, 2, 1, 2)),
  ],
  ["selectRows", { x: [5, 3] }, (graph, { x }) => selectRows(graph, x!, integers(graph, 4, 1, 2))],
  ["linear", { x: [4, 3], w: [3, 5] }, (graph, { x, w }) => linear(graph, x!, w!)],
  ["linear with a bias", { x: [4, 3], w: [3, 5], b: [5] }, (graph, { x, w, b }) => linear(graph, x!, w!, b!)],
  [
    "linearTransposed",
    { x: [4, 3], table: [5, 3] },
    (graph, { x, table }) => linearTransposed(graph, x!, table!),
  ],
  ["add", { a: [4, 3], b: [4, 3] }, (graph, { a, b }) => add(graph, a!, b!)],
  ["a value that is used three times", { a: [4, 3] }, (graph, { a }) => add(graph, a!, add(graph, a!, a!))],
  [
    "layerNorm",
    { x: [4, 6], gain: [6], bias: [6] },
    (graph, { x, gain, bias }) => layerNorm(graph, x!, gain!, bias!),
  ],
  [
    "feedForward",
    { x: [4, 3], up: [3, 5], upBias: [5], down: [5, 3], downBias: [3] },
    (graph, { x, up, upBias, down, downBias }) =>
      feedForward(graph, x!, { weight: up!, bias: upBias! }, { weight: down!, bias: downBias! }),
  ],
  [
    "attention",
    { x: [2 * 5, 3 * 8] },
    (graph, { x }) => {
      const places = Array.from({ length: 2 * 5 * 5 }, (_, i) => ({
        from: Math.floor(i / 5) % 5,
        to: i % 5,
      }));
      const mask = Float32Array.from(places, ({ from, to }) => (to <= from ? 0 : -1e9));
      return attention(graph, x!, {
        rows: 2,
        context: 5,
        heads: 2,
        ropeBase: 10,
        mask: graph.constant(mask, [2, 1, 5, 5]),
      });
    },
  ],
  [
    "crossEntropy, with weights that are zero and negative",
    { x: [4, 5] },
    (graph, { x }) => {
      const weights = graph.constant(Float32Array.of(1, 0, -0.5, 2), [4]);
      return crossEntropy(graph, x!, integers(graph, 0, 3, 4, 1), weights);
    },
  ],
];

test.each(operations)("the gradient of %s agrees with central differences", async (_, shapes, build) => {
  expect(await worstGradientError(shapes, build)).toBeLessThan(1e-3);
});

test("attention by hand: one head, two positions, no rotation at the first", async () => {
  const graph = new Graph();
  const mask = graph.constant(Float32Array.of(0, -1e9, 0, 0), [1, 1, 2, 2]);
  const x = graph.input("x", [2, 6]);
  graph.output("y", attention(graph, x, { rows: 1, context: 2, heads: 1, ropeBase: 1000, mask }));
  const session = await createSession(graph, 1);
  // Query, key, value. The second position's query (1, 0), turned by 1 radian, meets the first key (1, 0) as cos(1)
  // and its own, turned as far, as 1.
  const data = Float32Array.of(1, 0, 1, 0, 10, 20, 1, 0, 1, 0, 30, 40);
  const { y } = await session.run({ x: new Tensor("float32", data, [2, 6]) });
  const second = 1 / (1 + Math.exp((Math.cos(1) - 1) / Math.SQRT2));
  const expected = [10, 20, 10 + 20 * second, 20 + 20 * second];
  for (const [i, number] of expected.entries()) expect(y!.data[i]).toBeCloseTo(number, 4);
  await session.release();
});

test("the embedding's gradient is the same bits at every run, with two threads and few tokens", async () => {
  const [rows, width, vocabulary] = [2048, 64, 3];
  const graph = new Graph();
  const table = graph.input("table", [vocabulary, width]);
  const indices = graph.integers(Array.from({ length: rows }, (_, i) => (i * 7) % vocabulary));
  const weights = Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i * i));
  const loss = weightedSum(graph, embed(graph, table, indices), weights);
  graph.output("gradient", graph.gradients(loss, [table])[0]);
  const session = await createSession(graph, 2);
  const feeds = { table: new Tensor("float32", new Float32Array(vocabulary * width), [vocabulary, width]) };
  const first = (await session.run(feeds)).gradient!.data;
  for (let run = 0; run < 20; run++) expect((await session.run(feeds)).gradient!.data).toEqual(first);
  await session.release();
});
