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
