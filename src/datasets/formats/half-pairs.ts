/** Half of a surrogate pair: JavaScript's strings can hold it, UTF-8 cannot, and Python's readers fail at it. */
const halfPair = /\p{Surrogate}/u;
const halfPairs = /\p{Surrogate}/gu;

export const halfPairLoss = "halves of surrogate pairs, now U+FFFD";

export function holdsHalfPair(value: unknown): boolean {
  if (typeof value === "string") return halfPair.test(value);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsHalfPair);
  return Object.entries(value).some(([key, field]) => halfPair.test(key) || holdsHalfPair(field));
}

/** The value with U+FFFD, the sign for what could not be read, in their places. */
export function replaceHalfPairs<T>(value: T): T {
  return replaced(value) as T;
}

function replaced(value: unknown): unknown {
  if (typeof value === "string") return value.replace(halfPairs, "\ufffd");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(replaced);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [replaced(key), replaced(field)]));
}
