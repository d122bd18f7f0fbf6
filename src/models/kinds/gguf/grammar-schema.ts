import type { JSONSchema7 } from "@ai-sdk/provider";

export interface GrammarSchema {
  /** In the words that node-llama-cpp knows. */
  schema: Record<string, unknown>;
  /** What it cannot hold the model to: the answer is checked for it afterwards. */
  ignored: string[];
}

type Node = Record<string, unknown>;

/** What only checks a value and shapes nothing, so that it can be left out of a grammar. */
const checks = [
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "uniqueItems",
  "propertyNames",
  "minProperties",
  "maxProperties",
];

/** Throws an Error that names the part which no grammar can be made of. */
export function grammarSchema(schema: JSONSchema7): GrammarSchema {
  const ignored = new Set<string>();
  const walk = (value: unknown): Node => {
    if (typeof value !== "object" || value === null) throw new Error(`${value} as a schema`);
    const node = value as Node;
    for (const name of checks) if (name in node) ignored.add(name);
    if (typeof node.$ref === "string") return { $ref: refOf(node.$ref) };
    const either = node.anyOf ?? node.oneOf;
    if (Array.isArray(either)) return { oneOf: either.map(walk) };
    if (node.allOf || node.not || node.if) throw new Error(node.allOf ? "allOf" : node.not ? "not" : "if");
    if ("const" in node) return { const: literal(node.const) };
    if (Array.isArray(node.enum)) return { enum: node.enum.map(literal) };
    if (Array.isArray(node.type)) return { oneOf: node.type.map((type) => walk({ ...node, type })) };
    switch (node.type) {
      case "object":
        return objectOf(node);
      case "array":
        return arrayOf(node);
      case "string":
        return pick(node, ["type", "minLength", "maxLength"]);
      case undefined:
        throw new Error("a value of any type");
      default:
        return { type: node.type };
    }
  };
  const objectOf = (node: Node): Node => {
    const properties = mapValues((node.properties ?? {}) as Node, walk);
    const required = (node.required ?? []) as string[];
    if (Object.keys(properties).some((name) => !required.includes(name))) ignored.add("optional properties");
    const more = node.additionalProperties;
    if (more === undefined || more === false) return { type: "object", properties };
    const any = more === true || Object.keys(more as object).length === 0;
    return { type: "object", properties, additionalProperties: any ? true : walk(more) };
  };
  const arrayOf = (node: Node): Node => {
    const { items } = node;
    const limits = pick(node, ["type", "minItems", "maxItems"]);
    if (Array.isArray(items)) return { ...limits, prefixItems: items.map(walk), maxItems: items.length };
    return items === undefined || items === true ? limits : { ...limits, items: walk(items) };
  };

  const { definitions, $defs } = schema as Node;
  const named = mapValues({ ...(definitions as Node), ...($defs as Node) }, walk);
  const root = walk(schema);
  const defs = Object.keys(named).length > 0 ? { $defs: named } : {};
  return { schema: { ...root, ...defs }, ignored: [...ignored].sort() };
}

function refOf(ref: string): string {
  const name = /^#\/(?:definitions|\$defs)\/([^/]+)$/.exec(ref)?.[1];
  if (name === undefined) throw new Error(`the reference ${ref}`);
  return `#/$defs/${name}`;
}

function literal(value: unknown): unknown {
  if (typeof value === "object" && value !== null) throw new Error("an object or array as a constant");
  return value;
}

const mapValues = (node: Node, map: (value: unknown) => Node): Node =>
  Object.fromEntries(Object.entries(node).map(([name, value]) => [name, map(value)]));

const pick = (node: Node, names: string[]): Node =>
  Object.fromEntries(names.filter((name) => node[name] !== undefined).map((name) => [name, node[name]]));
