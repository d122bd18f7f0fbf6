// When two requests are the same request.
import { hash } from "node:crypto";
import type { JsonObject } from "./json.ts";

/** Fields that a client may change between two askings without changing what it asks for. */
const volatile = new Set([
  "stream",
  "stream_options",
  "metadata",
  "user",
  "store",
  "service_tier",
  "prompt_cache_key",
  "safety_identifier",
]);

/** A hash of format and body without the volatile fields. Order of fields counts: clients keep to theirs. */
export function identityOf(wire: string, model: string, body: JsonObject): string {
  const lasting = Object.fromEntries(Object.entries(body).filter(([name]) => !volatile.has(name)));
  const text = `${wire} ${model} ${JSON.stringify(lasting)}`;
  return hash("sha1", text, "base64url").slice(0, 16);
}
