import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { hashOf } from "../../store/index.ts";
import { contextOf } from "./call-context.ts";

/** Raise it where the same request would be sent in another way. */
const version = 1;

/**
 * The address of a request: 64 hex digits over everything that its answer depends on (the model's identity, the
 * prompt, schema, tools and settings) and which sample of it this is. What it is for, where it goes and how it is
 * watched (step, headers, abort signal) change nothing in the answer and are left out.
 */
export function requestKey(identity: unknown, params: LanguageModelV3CallOptions): string {
  const { abortSignal, headers, includeRawChunks, providerOptions, ...request } = params;
  const { teachwhy, ...options } = providerOptions ?? {};
  const ordinal = contextOf(params).ordinal;
  return hashOf(plain({ version, identity, request, options, ordinal }));
}

/** As JSON would hold it, but for bytes, which JSON would write as an object of numbers. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return { base64: Buffer.from(value).toString("base64") };
  if (value instanceof URL || value instanceof Date) return value.toJSON();
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
}
