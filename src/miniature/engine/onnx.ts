// Writes ONNX models: the few protobuf messages that a computation graph needs, nothing more.
// Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).

export type ElementType = "float32" | "int32" | "int64" | "bool";

/** A fixed size, or a name for a size that is known only when the graph runs. */
export type Dimension = number | string;

/** One tensor in a graph. */
export interface Value {
  name: string;
  shape: readonly Dimension[];
  type: ElementType;
}

/** Plain numbers are integers, as most ONNX attributes are; a float says so, because 1.0 looks like 1. */
export type Attribute = number | string | readonly number[] | { float: number };

export interface Node {
  operator: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Record<string, Attribute>;
  /** "" for standard operators, "com.microsoft" for those that ONNX Runtime adds. */
  domain: string;
}

export interface Constant {
  value: Value;
  data: Float32Array | Int32Array | BigInt64Array;
}

export interface Model {
  nodes: readonly Node[];
  constants: readonly Constant[];
  inputs: readonly Value[];
  outputs: readonly Value[];
}

const elementTypes: Record<ElementType, number> = { float32: 1, int32: 6, int64: 7, bool: 9 };

/** Opset 20 is the first with Gelu; IR version 9 belongs to it. */
const opset = 20;
const irVersion = 9;

export function encodeModel(model: Model): Uint8Array {
  const graph = message(
    7,
    ...model.nodes.map((node) => message(1, encodeNode(node))),
    text(2, "teachwhy"),
    ...model.constants.map((constant) => message(5, encodeConstant(constant))),
    ...model.inputs.map((value) => message(11, encodeValue(value))),
    ...model.outputs.map((value) => message(12, encodeValue(value))),
  );
  const uses = (domain: string, version: number) => message(8, text(1, domain), integer(2, version));
  return Buffer.concat([
    integer(1, irVersion),
    text(2, "teachwhy"),
    graph,
    uses("", opset),
    uses("com.microsoft", 1),
  ]);
}

function encodeNode(node: Node): Uint8Array {
  return Buffer.concat([
    ...node.inputs.map((name) => text(1, name)),
    ...node.outputs.map((name) => text(2, name)),
    text(3, `${node.operator}:${node.outputs[0]}`), // profiles show this name
    text(4, node.operator),
    ...Object.entries(node.attributes).map(([name, value]) => message(5, encodeAttribute(name, value))),
    text(7, node.domain),
  ]);
}

function encodeAttribute(name: string, value: Attribute): Uint8Array {
  if (typeof value === "string") return Buffer.concat([text(1, name), text(4, value), integer(20, 3)]);
  if (typeof value === "number") return Buffer.concat([text(1, name), integer(3, value), integer(20, 2)]);
  if ("float" in value) return Buffer.concat([text(1, name), float(2, value.float), integer(20, 1)]);
  return Buffer.concat([text(1, name), ...value.map((one) => integer(8, one)), integer(20, 7)]);
}

function encodeConstant({ value, data }: Constant): Uint8Array {
  const sizes = value.shape.map((size) => integer(1, size as number));
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return Buffer.concat([...sizes, integer(2, elementTypes[value.type]), text(8, value.name), bytes(9, raw)]);
}

function encodeValue(value: Value): Uint8Array {
  const sizes = value.shape.map((size) =>
    message(1, typeof size === "string" ? text(2, size) : integer(1, size)),
  );
  const tensor = message(1, integer(1, elementTypes[value.type]), message(2, ...sizes));
  return Buffer.concat([text(1, value.name), message(2, tensor)]);
}

// Protobuf: a field is a tag (its number and how its payload is laid out), then the payload.

function varint(value: number): Uint8Array {
  // BigInt throws at a fraction, which catches a float given as an integer. Negative numbers take ten bytes.
  let rest = BigInt.asUintN(64, BigInt(value));
  const output: number[] = [];
  for (; rest > 127n; rest >>= 7n) output.push(Number(rest & 127n) | 128);
  output.push(Number(rest));
  return Uint8Array.from(output);
}

function integer(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function float(field: number, value: number): Uint8Array {
  const payload = Buffer.alloc(4);
  payload.writeFloatLE(value);
  return Buffer.concat([varint((field << 3) | 5), payload]);
}

function bytes(field: number, payload: Uint8Array): Uint8Array {
  return Buffer.concat([varint((field << 3) | 2), varint(payload.length), payload]);
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, Buffer.from(value));
}

function message(field: number, ...fields: Uint8Array[]): Uint8Array {
  return bytes(field, Buffer.concat(fields));
}
