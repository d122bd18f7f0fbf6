// How fast the runner of recipes is and what memory it takes, with a model that answers at once: what is left is the
// runner's own work (prompts, order, near-duplicates, files). npx tsx benchmarks/recipe-runner.ts [RECORDS]
import { mkdtemp, rm, stat } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, AskRequest, Session } from "../src/models/index.ts";
import { openPrompts, type Recipe, runRecipe } from "../src/recipes/index.ts";
import { createRandom } from "../src/statistics/index.ts";

const records = Number(process.argv[2] ?? 100_000);
const wordsPerRecord = 200;
const vocabulary = createRandom(1, "vocabulary");
const words = Array.from({ length: 20_000 }, () => vocabulary.next().toString(36).slice(2, 8));

/** Text of its own for each request, after a turn of the event loop. */
function createInstantSession(): Session {
  let calls = 0;
  let inFlight = 0;
  return {
    async ask<T>(request: AskRequest<T>): Promise<Answer<T>> {
      calls++;
      inFlight++;
      await new Promise((resolve) => setImmediate(resolve));
      inFlight--;
      const random = createRandom(request.ordinal ?? 0, request.step);
      const text = Array.from({ length: wordsPerRecord }, () => random.pick(words)).join(" ");
      const usage = { inputTokens: 500, outputTokens: 300, reasoningTokens: 0 };
      const facts = { model: "instant", key: "", usage, costUsd: 0.001, cached: false };
      return { ...facts, kind: "answered", text, toolCalls: [], value: text as T };
    },
    spend: () => ({
      calls,
      inputTokens: 0,
      outputTokens: 0,
      usd: 0,
      possiblyPaid: { calls: 0, tokens: 0, usd: 0 },
      unpricedCalls: 0,
    }),
    spendByStep: () => ({}),
    concurrency: () => ({ inFlight, limit: 64 }),
    close: async () => {},
  };
}

interface Item {
  text: string;
}

/** Three steps with a packaged prompt; a tenth is turned down. */
const recipe: Recipe<Item> = {
  name: "benchmark",
  purpose: "Measures the runner.",
  makes: "document",
  published: [],
  *source() {
    for (;;) yield { text: "A text to begin with." };
  },
  steps: ["draft", "rewrite", "judge"].map((name) => ({
    name,
    does: "",
    async run(item, { ask, random }) {
      if (name === "judge") return random.chance(0.9) ? [item] : { rejected: "drawn" };
      const text = await ask({
        prompt: "shared/paraphrase",
        variables: { user: "A question.", response: item.text, words: wordsPerRecord },
      });
      return [{ text }];
    },
  })),
  record: ({ text }) => ({ kind: "document", text, sections: ["one"] }),
  controls: [],
};

const out = await mkdtemp(join(tmpdir(), "teachwhy-runner-"));
try {
  for (const [what, n] of [
    ["from nothing", records],
    ["going on, a tenth more", Math.round(1.1 * records)],
  ] as const) {
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 50);
    const started = performance.now();
    const cpu = process.cpuUsage();
    const { manifest } = await runRecipe({
      recipe,
      prompts: await openPrompts(),
      constitution: { sha256: "none", sections: [] },
      models: { teacher: "instant" },
      n,
      out,
      openSession: async () => createInstantSession(),
    });
    clearInterval(watch);
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const { size } = await stat(join(out, "records.jsonl"));
    console.log(
      `${what}: ${manifest.records} records of ${wordsPerRecord} words (${Math.round(size / 1e6)} MB), ` +
        `${seconds.toFixed(1)} s, ${Math.round(manifest.candidates / seconds)} candidates/s, ` +
        `${((user + system) / 1000 / manifest.candidates).toFixed(2)} ms CPU a candidate, ` +
        `peak ${Math.round(peak / 2 ** 20)} MB, load ${loadavg()[0]!.toFixed(1)}`,
    );
  }
} finally {
  await rm(out, { recursive: true });
}
