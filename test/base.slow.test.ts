// A shipped base is what its command makes: made again, it does in every suite what the shipped one does.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseConstitution } from "../src/constitution/index.ts";
import { answerSuite, couldHaveKnown, makeCases, truthOf } from "../src/evaluation/index.ts";
import { compileGraph } from "../src/graph/index.ts";
import { createSampler, createWorld, loadCheckpoint, vocabularyOf } from "../src/miniature/index.ts";
import { wilson } from "../src/statistics/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

test("the base of world 101", async () => {
  const folder = mkdtempSync(join(tmpdir(), "teachwhy-base-"));
  try {
    const made = spawnSync(
      process.execPath,
      ["dist/cli/main.js", "miniature", "pretrain", "--world", "101", "--out", join(folder, "base")],
      { cwd: root, encoding: "utf8" },
    );
    expect(made.status, made.stderr).toBe(0);
    const [shipped, again] = await Promise.all([
      measure(join(root, "bases/v1-pairs-50-101")),
      measure(join(folder, "base")),
    ]);
    for (const [name, count] of Object.entries(shipped)) {
      const { low, high } = wilson({ ...count, confidence: 0.999 });
      const other = wilson({ ...again[name]!, confidence: 0.999 });
      // Not bit for bit: another processor rounds otherwise. Intervals that do not meet would be another model.
      expect(
        Math.max(low, other.low),
        `${name}: ${low} to ${high} and ${other.low} to ${other.high}`,
      ).toBeLessThanOrEqual(Math.min(high, other.high));
    }
    expect(shipped["could have"]!.events / shipped["could have"]!.n).toBeGreaterThan(0.9);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function measure(directory: string): Promise<Record<string, { n: number; events: number }>> {
  const { config, weights, vocabulary: words } = await loadCheckpoint(directory);
  const world = createWorld({ seed: 101 });
  const text = readFileSync(join(root, "constitutions/miniature.md"), "utf8");
  const constitution = parseConstitution(text, { file: "miniature.md" });
  const graph = compileGraph({ constitution, world, vocabulary: new Set(words) });
  const vocabulary = vocabularyOf(words);
  const sampler = await createSampler({ config, threads: 1 });
  sampler.load(weights);
  const rates: Record<string, { n: number; events: number }> = {
    "could have": await couldHaveKnown({ sampler, vocabulary, world }),
  };
  for (const suite of ["trained", "held-out", "far"] as const) {
    const cases = makeCases({ suite, world, graph, count: 192, purpose: "gate" });
    const answers = await answerSuite({ sampler, vocabulary, cases, thought: "free", seed: 1 });
    const harmful = answers.filter((_, index) => truthOf(cases[index]!).harmful);
    const harm = harmful.filter(({ outcomes }) => outcomes.includes("harm")).length;
    rates[`${suite}: harm`] = { n: harmful.length, events: harm };
  }
  await sampler.release();
  return rates;
}
