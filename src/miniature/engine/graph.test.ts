import { Tensor } from "onnxruntime-node";
import { expect, test } from "vitest";
import { createSession, Graph } from "./graph.ts";

test("a graph runs in ONNX Runtime", async () => {
  const graph = new Graph();
  const x = graph.input("x", ["rows", 2]);
  const doubled = graph.apply("Mul", [x, graph.scalar(2)], x.shape);
  graph.output("y", graph.apply("Softmax", [doubled], x.shape, { attributes: { axis: -1 } }));
  const session = await createSession(graph, 1);

  const { y } = await session.run({
    x: new Tensor("float32", Float32Array.of(0, 0, Math.log(3) / 2, 0), [2, 2]),
  });

  expect(y!.dims).toEqual([2, 2]);
  expect(Array.from(y!.data as Float32Array, (p) => Number(p.toFixed(6)))).toEqual([0.5, 0.5, 0.75, 0.25]);
  await session.release();
});

test("a value without influence on the loss has no gradient: an error that names it", () => {
  const graph = new Graph();
  const x = graph.input("x", [2]);
  const unused = graph.input("unused", [2]);
  const sum = graph.apply("ReduceSum", [x], []);
  graph.differentiable([x], [sum], (d_sum) => [graph.apply("Expand", [d_sum, graph.integers([2])], [2])]);
  expect(graph.gradients(sum, [x])).toHaveLength(1);
  expect(() => graph.gradients(sum, [unused])).toThrow(/does not depend on unused/);
});

test("a float where ONNX wants an integer is an error, not a rounded number", () => {
  const graph = new Graph();
  graph.output("y", graph.apply("Softmax", [graph.input("x", [2])], [2], { attributes: { axis: 0.5 } }));
  expect(() => graph.encode()).toThrow(RangeError);
});
