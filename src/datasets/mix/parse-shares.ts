import { TeachwhyError } from "../../store/index.ts";

export interface SetShare {
  path: string;
  /** Relative to the others'. */
  weight: number;
}

/** `a.jsonl:0.8` as a path and its weight; a path alone weighs 1. */
export function parseShare(text: string): SetShare {
  const [, path, weight] = /^(.+):(\d+(?:\.\d+)?|\.\d+)$/.exec(text) ?? [];
  if (path === undefined) return { path: text, weight: 1 };
  if (Number(weight) > 0) return { path, weight: Number(weight) };
  throw new TeachwhyError({
    code: "bad-weight",
    message: `${text}: a weight of 0 takes nothing of the set.`,
    next: "Leave the set out, or give it a weight above 0.",
  });
}

/** `3M`, `500k`, `1.5B` or a plain number as tokens. */
export function parseTokens(text: string): number {
  const [, number, unit = ""] = /^(\d[\d_]*(?:\.\d+)?)([kKmMbB]?)$/.exec(text.trim()) ?? [];
  const tokens = Math.round(
    Number(number?.replaceAll("_", "")) * { "": 1, k: 1e3, m: 1e6, b: 1e9 }[unit.toLowerCase()]!,
  );
  if (number !== undefined && tokens >= 1) return tokens;
  throw new TeachwhyError({
    code: "bad-token-count",
    message: `"${text}" is no number of tokens.`,
    next: "Write 3M, 500k or 250000.",
  });
}
