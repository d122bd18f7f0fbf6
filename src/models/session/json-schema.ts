import type { JSONSchema7 } from "@ai-sdk/provider";
import { z } from "zod";

export interface AskedSchema {
  /** For people and models that read: everything that the answer is checked for. */
  full: JSONSchema7;
  /** For providers: without what their strict modes refuse. */
  sent: JSONSchema7;
  /** Whether OpenAI's strict mode takes it: every object closed, every property required. */
  strict: boolean;
  /** An object was put around a schema of another kind, which providers do not take: the value is in `value`. */
  wrapped: boolean;
}

const known = new WeakMap<z.ZodType, AskedSchema>();

/** A zod schema as providers take it: JSON Schema of what goes in, defaults filled in by zod afterwards. */
export function askedSchema(schema: z.ZodType): AskedSchema {
  const cached = known.get(schema);
  if (cached) return cached;
  const { $schema, ...json } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    override: dropSafeInteger,
  }) as JSONSchema7;
  const wrapped = json.type !== "object";
  const full: JSONSchema7 = wrapped
    ? { type: "object", properties: { value: json }, required: ["value"], additionalProperties: false }
    : json;
  const sent = forProviders(full);
  const asked = { full, sent, strict: isStrict(sent), wrapped };
  known.set(schema, asked);
  return asked;
}

/** Zod's whole numbers are bounded by what JavaScript can hold, which tells a model nothing. */
function dropSafeInteger({ jsonSchema }: { jsonSchema: { minimum?: number; maximum?: number } }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

type Node = Record<string, unknown>;

/** OpenAI's strict mode refuses these; zod checks them in any case. Anthropic's and Google's are cleaned by the SDK. */
const dropped = new Set(["minLength", "maxLength", "default", "propertyNames"]);

function forProviders(node: JSONSchema7): JSONSchema7 {
  return walk(node) as JSONSchema7;
}

function walk(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(walk);
  if (!isNode(value)) return value;
  const node: Node = {};
  for (const [name, member] of Object.entries(value)) {
    if (name === "properties" && isNode(member)) {
      // The names in here are the author's own, not JSON Schema's.
      node[name] = Object.fromEntries(Object.entries(member).map(([key, one]) => [key, walk(one)]));
    } else if (name === "enum" || name === "const") node[name] = member;
    else if (!dropped.has(name)) node[name === "oneOf" ? "anyOf" : name] = walk(member);
  }
  if (isNode(value.properties)) {
    node.additionalProperties ??= false;
    // What has a default may as well be asked for.
    const defaults = Object.entries(value.properties).filter(([, one]) => isNode(one) && "default" in one);
    const required = [...((value.required as string[] | undefined) ?? []), ...defaults.map(([name]) => name)];
    node.required = [...new Set(required)];
  }
  return node;
}

function isStrict(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isStrict);
  if (!isNode(value)) return true;
  if (value.type === "object") {
    const names = Object.keys((value.properties as Node | undefined) ?? {});
    const required = (value.required as string[] | undefined) ?? [];
    if (value.additionalProperties !== false || names.some((name) => !required.includes(name))) return false;
  }
  return Object.entries(value).every(([name, member]) =>
    name === "properties" && isNode(member) ? Object.values(member).every(isStrict) : isStrict(member),
  );
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
