// Addresses: SHA-256 over canonical JSON, so that equal values have equal addresses on every machine.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** SHA-256 in hex of a value's canonical JSON. Throws a TypeError that names the part that JSON cannot hold. */
export function hashOf(value: unknown): string {
  return hashText(canonicalJson(value));
}

/** SHA-256 in hex of the text's UTF-8 bytes. */
export function hashText(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** SHA-256 in hex of a file's bytes, read as a stream. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

/**
 * JSON with sorted keys and no spaces, as RFC 8785 has it: keys in the order of their UTF-16 units, numbers
 * as JavaScript prints them (-0 is 0). What `JSON.stringify` drops or turns into null without a word
 * (undefined, functions, NaN, dates, maps, typed arrays) is refused: two different settings would else get
 * one address.
 */
export function canonicalJson(value: unknown): string {
  return write(value, "value", new Set());
}

function write(value: unknown, where: string, open: Set<object>): string {
  if (value === null || typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") {
    return Number.isFinite(value) ? JSON.stringify(value) : refuse(where, String(value));
  }
  if (typeof value !== "object")
    return refuse(where, value === undefined ? "undefined" : `a ${typeof value}`);
  if (open.has(value)) return refuse(where, "a cycle");
  open.add(value);
  const json = Array.isArray(value)
    ? `[${Array.from(value, (item, index) => write(item, `${where}[${index}]`, open)).join(",")}]`
    : writeObject(value, where, open);
  open.delete(value);
  return json;
}

function writeObject(value: object, where: string, open: Set<object>): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return refuse(where, `a ${value.constructor?.name ?? "class instance"}`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) return refuse(where, "an object with symbols as keys");
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${write(item, `${where}.${key}`, open)}`);
  return `{${members.join(",")}}`;
}

function refuse(where: string, what: string): never {
  throw new TypeError(
    `Cannot hash ${where}: it is ${what}, which JSON cannot hold. Give plain objects, arrays, strings, finite numbers, booleans or null.`,
  );
}
