// A value that conforms to a JSON schema, drawn by seed: what a model under constrained decoding would send.
import type { Random } from "../../src/statistics/index.ts";
import { isObject, type JsonObject, numberOf, objectOf, objectsOf } from "./json.ts";
import { prose, shortName } from "./prose.ts";

export interface SampleOptions {
  /** Words in a free string; a shorter `maxLength` wins. */
  words: number;
}

/** Below this depth lists are as short and objects as small as the schema allows, so that recursion ends. */
const depthOfPlenty = 5;
/** A schema that still goes on here requires itself: no finite value conforms. */
const deepest = 60;

/**
 * Follows type, enum, const, anyOf, oneOf, allOf, $ref, properties, required, items, prefixItems and the
 * bounds on numbers, strings and lists. Throws where it cannot keep a promise: an unknown pattern or format
 * of pattern only, a reference to nothing, endless recursion.
 */
export function sampleSchema(schema: unknown, random: Random, options: SampleOptions): unknown {
  return sample(schema, { root: objectOf(schema), random, words: options.words }, 0);
}

interface Context {
  root: JsonObject;
  random: Random;
  words: number;
}

function sample(given: unknown, context: Context, depth: number): unknown {
  const { random } = context;
  if (!isObject(given)) return prose(random, 3); // true, {} or nothing: anything goes
  if (depth > deepest) throw new Error("This schema requires itself without end: no value conforms to it.");
  const schema = flatten(given, context.root);
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return random.pick(schema.enum);
  const branches = objectsOf(schema.anyOf ?? schema.oneOf);
  if (branches.length > 0) {
    const { anyOf: _any, oneOf: _one, ...shared } = schema;
    const scalar = branches.filter((one) => !("$ref" in one) && !isContainer(one));
    const choice = depth > depthOfPlenty && scalar.length > 0 ? scalar : branches;
    return sample(merge([shared, random.pick(choice)]), context, depth + 1);
  }
  switch (typeOf(schema, random)) {
    case "null":
      return null;
    case "boolean":
      return random.chance(0.5);
    case "integer":
      return sampleNumber(schema, random, true);
    case "number":
      return sampleNumber(schema, random, false);
    case "array":
      return sampleArray(schema, context, depth);
    case "object":
      return sampleObject(schema, context, depth);
    default:
      return sampleString(schema, context);
  }
}

const isContainer = (schema: JsonObject) => schema.type === "object" || schema.type === "array";

function typeOf(schema: JsonObject, random: Random): unknown {
  if (Array.isArray(schema.type)) return random.pick(schema.type);
  if (schema.type !== undefined) return schema.type;
  if (isObject(schema.properties) || isObject(schema.additionalProperties)) return "object";
  return schema.items === undefined && schema.prefixItems === undefined ? "string" : "array";
}

/** References followed and allOf merged. */
function flatten(schema: JsonObject, root: JsonObject): JsonObject {
  let flat = schema;
  for (let hops = 0; typeof flat.$ref === "string"; hops++) {
    if (hops > deepest) throw new Error(`The reference ${flat.$ref} leads to itself.`);
    const { $ref, ...rest } = flat;
    flat = { ...resolve($ref as string, root), ...rest };
  }
  if (!Array.isArray(flat.allOf)) return flat;
  const { allOf, ...rest } = flat;
  return merge([rest, ...objectsOf(allOf).map((part) => flatten(part, root))]);
}

function resolve(reference: string, root: JsonObject): JsonObject {
  const path = reference.replace(/^#\/?/, "").split("/").filter(Boolean);
  let found: unknown = root;
  for (const part of path) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = Array.isArray(found) ? found[Number(name)] : objectOf(found)[name];
  }
  if (!isObject(found)) throw new Error(`The reference ${reference} leads nowhere in this schema.`);
  return found;
}

function merge(parts: JsonObject[]): JsonObject {
  const merged: JsonObject = Object.assign({}, ...parts);
  const properties = Object.assign({}, ...parts.map((one) => objectOf(one.properties)));
  if (Object.keys(properties).length > 0) merged.properties = properties;
  const required = parts.flatMap((one) => (Array.isArray(one.required) ? one.required : []));
  if (required.length > 0) merged.required = required;
  return merged;
}

/** Libraries write the ends of the safe integers for "no bound". */
function bound(value: unknown): number | undefined {
  const number = numberOf(value);
  return number === undefined || Math.abs(number) >= Number.MAX_SAFE_INTEGER ? undefined : number;
}

function sampleNumber(schema: JsonObject, random: Random, whole: boolean): number {
  const step = numberOf(schema.multipleOf) ?? (whole ? 1 : 0.01);
  const above = bound(schema.exclusiveMinimum);
  const below = bound(schema.exclusiveMaximum);
  const highest = bound(schema.maximum) ?? below;
  const low = Math.max(
    bound(schema.minimum) ?? above ?? Math.min(0, (highest ?? 10) - 10),
    above ?? -Infinity,
  );
  const high = Math.min(highest ?? low + 10, below ?? Infinity);
  let first = Math.ceil(low / step - 1e-9);
  let last = Math.floor(high / step + 1e-9);
  if (above !== undefined && first * step <= above) first++;
  if (below !== undefined && last * step >= below) last--;
  if (first > last) {
    if (whole || schema.multipleOf !== undefined) throw new Error("No number lies within these bounds.");
    return (low + high) / 2;
  }
  const steps = first + random.integer(last - first + 1);
  return whole ? steps * step : Number((steps * step).toFixed(10));
}

function sampleArray(schema: JsonObject, context: Context, depth: number): unknown[] {
  const { random } = context;
  const prefix = objectsOf(schema.prefixItems ?? (Array.isArray(schema.items) ? schema.items : []));
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  const fewest = Math.max(numberOf(schema.minItems) ?? 0, prefix.length);
  const plenty = depth <= depthOfPlenty && isObject(rest);
  const most = Math.max(
    fewest,
    Math.min(numberOf(schema.maxItems) ?? Infinity, plenty ? fewest + 3 : fewest),
  );
  const least = Math.min(most, Math.max(fewest, plenty ? 1 : 0));
  const count = least + random.integer(most - least + 1);
  const items = prefix.map((one) => sample(one, context, depth + 1));
  const seen = new Set(items.map((one) => JSON.stringify(one)));
  for (let tries = 0; items.length < count && tries < count * 20; tries++) {
    const item = sample(rest, context, depth + 1);
    const key = JSON.stringify(item);
    if (schema.uniqueItems === true && seen.has(key)) continue;
    seen.add(key);
    items.push(item);
  }
  if (items.length < fewest) throw new Error(`Found only ${items.length} different items of ${fewest}.`);
  return items;
}

function sampleObject(schema: JsonObject, context: Context, depth: number): JsonObject {
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const properties = Object.entries(objectOf(schema.properties));
  const value: JsonObject = {};
  for (const [name, property] of properties) {
    if (depth <= depthOfPlenty || required.has(name)) value[name] = sample(property, context, depth + 1);
  }
  if (properties.length === 0 && isObject(schema.additionalProperties) && depth <= depthOfPlenty) {
    for (let count = 0; count < 2; count++) {
      value[shortName(context.random)] = sample(schema.additionalProperties, context, depth + 1);
    }
  }
  return value;
}

function sampleString(schema: JsonObject, { random, words }: Context): string {
  const hex = (length: number) =>
    Array.from({ length }, () => "0123456789abcdef"[random.integer(16)]).join("");
  const two = (below: number) => String(1 + random.integer(below)).padStart(2, "0");
  const date = () => `20${10 + random.integer(20)}-${two(12)}-${two(28)}`;
  switch (schema.format) {
    case "date":
      return date();
    case "time":
      return `${two(22)}:${two(58)}:${two(58)}Z`;
    case "date-time":
      return `${date()}T${two(22)}:${two(58)}:${two(58)}Z`;
    case "email":
      return `person${random.integer(1000)}@example.org`;
    case "uri":
    case "url":
      return `https://example.org/${hex(8)}`;
    case "uuid":
      return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  }
  const fewest = numberOf(schema.minLength) ?? 0;
  const most = numberOf(schema.maxLength) ?? Infinity;
  if (typeof schema.pattern === "string") {
    const pattern = new RegExp(schema.pattern, "u");
    const name = shortName(random);
    const tries = [
      name,
      name.replaceAll(" ", "-"),
      name.replace(/.* /, ""),
      String(random.integer(1000)),
      date(),
    ];
    tries.push(name.toUpperCase(), hex(8), prose(random, words), "");
    const found = tries.find((one) => pattern.test(one) && one.length >= fewest && one.length <= most);
    if (found !== undefined) return found;
    throw new Error(`The test provider finds no string for the pattern ${schema.pattern}.`);
  }
  let text = most < 30 ? shortName(random) : prose(random, words);
  while (text.length < fewest) text += ` ${prose(random, 8)}`;
  return text.length > most ? text.slice(0, most) : text;
}

/** A value of another shape than `value`, which conforms: a required part goes, or a type changes. */
export function breakValue(value: unknown, schema: JsonObject): unknown {
  if (!isObject(value)) return { unexpected: true };
  const required = Array.isArray(schema.required) ? schema.required : [];
  const [first] = Object.keys(value).filter((name) => required.length === 0 || required.includes(name));
  if (first === undefined) return [];
  const { [first]: part, ...rest } = value;
  // Without a list of required parts only a wrong type is wrong.
  return required.length > 0 ? rest : { ...rest, [first]: isObject(part) ? 7 : { unexpected: true } };
}
