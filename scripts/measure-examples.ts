// Measures what the hand-made runs in examples/ took, for estimates before anything was measured.
// Usage: npx tsx scripts/measure-examples.ts   writes src/recipes/pipeline/hand-made.json
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { countTokens, openTokenizer, readRecords, type Tokenizer } from "../src/datasets/index.ts";
import type { HandMade, RecipeManifest } from "../src/recipes/index.ts";

const repository = fileURLToPath(new URL("..", import.meta.url));
export const handMadeFile = join(repository, "src/recipes/pipeline/hand-made.json");

/** A line of examples/RECIPE/steps.jsonl: one call as it was asked and answered. */
export interface Call {
  /** Which candidate it was for, from 1. */
  candidate: number;
  step: string;
  messages: { role: string; content: string }[];
  /** Names only. */
  tools?: string[];
  answer: { text?: string; json?: unknown; reasoning?: string; tool_calls?: unknown };
}

/** Recipes with a hand-made run, with their calls in the order in which they were asked. */
export function readCalls(folder = join(repository, "examples")): Map<string, Call[]> {
  const found = readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, "steps.jsonl")));
  return new Map(
    found.map((name) => {
      const lines = readFileSync(join(folder, name, "steps.jsonl"), "utf8")
        .trim()
        .split("\n");
      return [name, lines.map((line) => JSON.parse(line) as Call)];
    }),
  );
}

/** What they took, by recipe and step. */
export async function measureExamples(folder = join(repository, "examples")): Promise<HandMade> {
  const tokenizer = await openTokenizer("o200k_base");
  const recipes: HandMade["recipes"] = {};
  for (const [name, calls] of readCalls(folder)) {
    const records = await readRecords(join(folder, name, "records.jsonl"));
    const { roles }: RecipeManifest = JSON.parse(readFileSync(join(folder, name, "manifest.json"), "utf8"));
    const steps: HandMade["recipes"][string]["steps"] = {};
    const items = new Set<string>();
    for (const call of calls) {
      steps[call.step] ??= {
        role: roles[call.step] ?? "teacher",
        items: 0,
        calls: 0,
        inputTokens: 0,
        outputTokens: 0,
      };
      const step = steps[call.step]!;
      const item = `${call.candidate} ${call.step}`;
      if (!items.has(item)) step.items++;
      items.add(item);
      step.calls++;
      step.inputTokens += asked(call, tokenizer);
      step.outputTokens += answered(call, tokenizer);
    }
    const recordTokens = records.reduce((sum, record) => sum + countTokens(record, { tokenizer }), 0);
    recipes[name] = { records: records.length, recordTokens, steps };
  }
  return { tokenizer: tokenizer.name, recipes };
}

/** Of what surrounds messages, and of schemas and tools, which providers count differently, nothing is counted. */
function asked({ messages }: Call, tokenizer: Tokenizer): number {
  return messages.reduce((sum, { content }) => sum + tokenizer.count(content), 0);
}

function answered({ answer: { text, json, reasoning, tool_calls } }: Call, tokenizer: Tokenizer): number {
  const parts = [text, reasoning, json && JSON.stringify(json), tool_calls && JSON.stringify(tool_calls)];
  return parts.reduce((sum: number, part) => sum + (part ? tokenizer.count(part as string) : 0), 0);
}

export const asFile = (measured: HandMade) => `${JSON.stringify(measured, null, 2)}\n`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const measured = await measureExamples();
  writeFileSync(handMadeFile, asFile(measured));
  for (const [name, { records, recordTokens, steps }] of Object.entries(measured.recipes)) {
    const all = Object.values(steps);
    const sum = (field: "calls" | "inputTokens" | "outputTokens") =>
      Math.round(all.reduce((total, step) => total + step[field], 0) / records).toLocaleString("en");
    console.log(
      `${name}: ${records} records of ${Math.round(recordTokens / records)} tokens; for each ${sum("calls")} calls, ${sum("inputTokens")} tokens in, ${sum("outputTokens")} out`,
    );
  }
}
