// What the hand-made runs in examples/ took. Estimates rest on it until a run of one's own has measured.
import { readFileSync } from "node:fs";
import type { ModelRole } from "../../models/index.ts";

/** Sums over the whole of each run; scripts/measure-examples.ts writes them to hand-made.json. */
export interface HandMade {
  tokenizer: string;
  recipes: Record<string, HandMadeRun>;
}

interface HandMadeRun {
  records: number;
  recordTokens: number;
  /** By step. Where one fans out only the first child went on, so every item ran every step. */
  steps: Record<
    string,
    { role: ModelRole; items: number; calls: number; inputTokens: number; outputTokens: number }
  >;
}

let file: HandMade | undefined;

/** Undefined where none was made with this recipe. */
export function handMadeRun(recipe: string): HandMadeRun | undefined {
  file ??= JSON.parse(readFileSync(new URL("hand-made.json", import.meta.url), "utf8")) as HandMade;
  return file.recipes[recipe];
}
