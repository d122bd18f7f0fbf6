// Builds one ONNX graph, and differentiates it in reverse mode while it is still a description:
// the gradients are more nodes of the same graph, so that ONNX Runtime runs forward and backward in one go.
import { InferenceSession } from "onnxruntime-node";
import {
  type Attribute,
  type Constant,
  type Dimension,
  type ElementType,
  encodeModel,
  type Node,
  type Value,
} from "./onnx.ts";

export interface ApplyOptions {
  attributes?: Record<string, Attribute>;
  /** "com.microsoft" for the operators that ONNX Runtime adds to the standard ones. */
  domain?: string;
  type?: ElementType;
}

/** From the gradients of an operation's outputs to those of its inputs; null for an input that has none. */
export type Backward = (...outputGradients: Value[]) => (Value | null)[];

interface TapeEntry {
  inputs: readonly Value[];
  outputs: readonly Value[];
  backward: Backward;
}

export class Graph {
  readonly #nodes: Node[] = [];
  readonly #constants: Constant[] = [];
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  readonly #tape: TapeEntry[] = [];
  readonly #shared = new Map<string, Value>();
  #count = 0;

  /** A value that is fed at every run. */
  input(name: string, shape: readonly Dimension[], type: ElementType = "float32"): Value {
    const value = { name, shape, type };
    this.#inputs.push(value);
    return value;
  }

  /** A value that is fetched at every run. */
  output(name: string, value: Value): void {
    this.#nodes.push({
      operator: "Identity",
      inputs: [value.name],
      outputs: [name],
      attributes: {},
      domain: "",
    });
    this.#outputs.push({ ...value, name });
  }

  constant(data: Float32Array | Int32Array | BigInt64Array, shape: readonly number[]): Value {
    const type = data instanceof Float32Array ? "float32" : data instanceof Int32Array ? "int32" : "int64";
    const value = this.#value(shape, type);
    this.#constants.push({ value, data });
    return value;
  }

  /** A number as a tensor without dimensions; equal ones are stored once. */
  scalar(number: number): Value {
    return this.#share(`scalar ${number}`, () => this.constant(Float32Array.of(number), []));
  }

  /** A list of int64, as shapes and axes are given; equal ones are stored once. */
  integers(list: readonly number[]): Value {
    const data = () => this.constant(BigInt64Array.from(list, BigInt), [list.length]);
    return this.#share(`integers ${list.join()}`, data);
  }

  /** Adds one node with one output. The shape is stated, not inferred: null stands for an input left out. */
  apply(
    operator: string,
    inputs: (Value | null)[],
    shape: readonly Dimension[],
    options: ApplyOptions = {},
  ): Value {
    return this.applyMany(operator, inputs, [shape], options)[0];
  }

  /** Adds one node with an output for each shape. */
  applyMany(
    operator: string,
    inputs: (Value | null)[],
    shapes: readonly (readonly Dimension[])[],
    { attributes = {}, domain = "", type = "float32" }: ApplyOptions = {},
  ): Value[] {
    const outputs = shapes.map((shape) => this.#value(shape, type));
    this.#nodes.push({
      operator,
      inputs: inputs.map((input) => input?.name ?? ""),
      outputs: outputs.map((output) => output.name),
      attributes,
      domain,
    });
    return outputs;
  }

  /** Declares that `outputs` were computed from `inputs`, and how gradients flow back. */
  differentiable(inputs: readonly Value[], outputs: readonly Value[], backward: Backward): void {
    this.#tape.push({ inputs, outputs, backward });
  }

  /** Adds the nodes that compute the gradient of a scalar with respect to each value of `of`. */
  gradients(scalar: Value, of: readonly Value[]): Value[] {
    const gradients = new Map<string, Value>([[scalar.name, this.scalar(1)]]);
    // An operation is taped after those that made its inputs, so in reverse every output's gradient is complete.
    for (const { inputs, outputs, backward } of this.#tape.toReversed()) {
      const known = outputs.map((output) => gradients.get(output.name));
      if (known.every((gradient) => gradient === undefined)) continue; // the scalar does not depend on it
      const missing = known.indexOf(undefined);
      if (missing >= 0)
        throw new Error(`The output ${outputs[missing].name} of an operation is not used: drop it.`);
      const inputGradients = backward(...(known as Value[]));
      inputs.forEach((input, index) => {
        const gradient = inputGradients[index];
        if (!gradient) return;
        const soFar = gradients.get(input.name);
        gradients.set(input.name, soFar ? this.apply("Add", [soFar, gradient], input.shape) : gradient);
      });
    }
    return of.map((value) => {
      const gradient = gradients.get(value.name);
      if (!gradient) throw new Error(`The loss does not depend on ${value.name}, so it has no gradient.`);
      return gradient;
    });
  }

  /** The graph as the bytes of an ONNX model. */
  encode(): Uint8Array {
    const [nodes, constants, inputs, outputs] = [this.#nodes, this.#constants, this.#inputs, this.#outputs];
    return encodeModel({ nodes, constants, inputs, outputs });
  }

  #value(shape: readonly Dimension[], type: ElementType): Value {
    return { name: `value${this.#count++}`, shape, type };
  }

  #share(key: string, create: () => Value): Value {
    const value = this.#shared.get(key) ?? create();
    this.#shared.set(key, value);
    return value;
  }
}

/**
 * Makes a graph ready to run. `session.run` holds the thread it is called on, whatever its promise suggests:
 * callers that want progress and Ctrl-C to live run it in a worker thread.
 * With one thread or a fixed number of them, equal inputs give equal bits.
 */
export function createSession(graph: Graph, threads: number): Promise<InferenceSession> {
  return InferenceSession.create(graph.encode(), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
  });
}
