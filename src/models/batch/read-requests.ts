import { linesOf } from "./lines.ts";

/** The keys that a batch file asks, in its order; lines that are no requests are left out. */
export async function* keysOf(path: string): AsyncGenerator<string> {
  for await (const { text } of linesOf(path)) {
    const key = keyOfRequest(text);
    if (key !== undefined) yield key;
  }
}

/** Undefined: the line is no request in any of the shapes that are written here. */
export function keyOfRequest(text: string): string | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof line !== "object" || line === null) return undefined;
  const { custom_id, key, method, params, request } = line as Record<string, unknown>;
  const id =
    method !== undefined || params !== undefined ? custom_id : request !== undefined ? key : undefined;
  return typeof id === "string" ? id : undefined;
}
