// What our layers around a model cost. Against a provider that answers after 500 ms: the rate of a session beside that
// of a bare loop over the same model, taken in turns in one run, and the share of what the provider's latency allows.
// Against 50 ms: the rate and the CPU time a call as each layer is added.
// Usage: npx tsx benchmarks/model-calls.ts [CALLS a loop, default 20000] [CONCURRENCY, default 256] [500 | 50: only that]
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { LanguageModelV3, LanguageModelV3Middleware } from "@ai-sdk/provider";
import { explainCallError, openModel, openSession, priceOf, redact } from "../src/models/index.ts";
import { budget } from "../src/models/session/budget.ts";
import { cache } from "../src/models/session/cache.ts";
import { withContext } from "../src/models/session/call-context.ts";
import { openCallStore } from "../src/models/session/call-store.ts";
import { concurrency, createLimiter } from "../src/models/session/concurrency.ts";
import { openLedger } from "../src/models/session/ledger.ts";
import { log } from "../src/models/session/log.ts";
import { stack } from "../src/models/session/middleware.ts";
import { retry } from "../src/models/session/retry.ts";
import { timeLimit } from "../src/models/session/time-limit.ts";
import { createRandom } from "../src/statistics/index.ts";
import { openEvents } from "../src/store/index.ts";
import { startProviderProcess } from "../test/fixtures/session/provider-process.ts";

const calls = Number(process.argv[2] ?? 20_000);
const parallel = Number(process.argv[3] ?? 256);
const latencies = process.argv[4] ? [Number(process.argv[4])] : [500, 50];
/** A prompt of about 1,200 characters: a paragraph of a constitution and a task. */
const prompt = "Say what a careful person would do here, and why it matters to those it touches. ".repeat(15);

interface Measured {
  perSecond: number;
  cpuMicroseconds: number;
}

let asked = 0;

/** `count` calls, `parallel` at once; every one has a prompt of its own. */
async function measure(count: number, ask: (text: string) => PromiseLike<unknown>): Promise<Measured> {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await ask(`${prompt} Case ${asked++}.`);
  };
  const begin = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: parallel }, worker));
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { perSecond: count / seconds, cpuMicroseconds: (user + system) / count };
}

const generate = (model: LanguageModelV3) => (text: string) =>
  model.doGenerate(
    withContext(
      { prompt: [{ role: "user", content: [{ type: "text", text }] }] },
      { step: "benchmark/call" },
    ),
  );

const show = ({ perSecond, cpuMicroseconds }: Measured) =>
  `${perSecond.toFixed(0).padStart(5)} calls a second, ${cpuMicroseconds.toFixed(0).padStart(5)} us CPU a call`;

async function beside(url: string, latencyMs: number, folder: string): Promise<void> {
  const name = `openai-compatible:${url}#test-model?priceIn=1&priceOut=10`;
  const bare = generate((await openModel(name)).model);
  const session = await openSession({
    store: join(folder, "session"),
    run: "benchmark",
    models: { teacher: name },
    budget: { usd: 1e6 },
    concurrency: parallel,
    log: join(folder, "session", "calls.jsonl"),
  });
  const ask = async (text: string) => {
    const messages = [{ role: "user" as const, content: text }];
    const answer = await session.ask({ role: "teacher", step: "benchmark/call", messages });
    if (answer.kind !== "answered") throw new Error(`A call was ${answer.kind}.`);
  };
  await measure(2 * parallel, bare);
  await measure(2 * parallel, ask);
  const rounds = 2;
  const results: { bare: Measured; session: Measured }[] = [];
  for (let round = 0; round < rounds; round++) {
    const one = Math.ceil(calls / rounds);
    results.push({ bare: await measure(one, bare), session: await measure(one, ask) });
  }
  await session.close();
  const mean = (which: "bare" | "session"): Measured => ({
    // Equal numbers of calls a round: the harmonic mean is the rate of the whole.
    perSecond: rounds / results.reduce((sum, result) => sum + 1 / result[which].perSecond, 0),
    cpuMicroseconds: results.reduce((sum, result) => sum + result[which].cpuMicroseconds, 0) / rounds,
  });
  const limit = (parallel * 1000) / latencyMs;
  for (const which of ["bare", "session"] as const) {
    const share = ((100 * mean(which).perSecond) / limit).toFixed(1);
    console.log(`${which.padEnd(8)} ${show(mean(which))}, ${share}% of the limit of ${limit.toFixed(0)}`);
  }
  const ratios = results.map((result) => (result.session.perSecond / result.bare.perSecond).toFixed(3));
  console.log(`session / bare, by round: ${ratios.join(", ")}`);
}

async function layerByLayer(url: string, folder: string): Promise<void> {
  const name = `openai-compatible:${url}#test-model?priceIn=1&priceOut=10`;
  const opened = await openModel(name);
  const price = priceOf(opened, new Map());
  const explain = (error: unknown) => explainCallError(error, opened);
  const store = openCallStore(join(folder, "layers", "calls.db"));
  const ledger = openLedger({ budget: { usd: 1e6 }, journal: { store, run: "layers" } });
  const events = openEvents(join(folder, "layers", "calls.jsonl"));
  const model = redact(opened.name);
  // From the inside out.
  const layers: [string, LanguageModelV3Middleware][] = [
    ["time limit", timeLimit({ attemptTimeoutMs: 300_000 })],
    ["log", log({ write: events.append, model, price, explain })],
    ["budget, journal", budget({ ledger, model, price, explain, maxOutputTokens: 4096 })],
    [
      "concurrency",
      concurrency({ limiter: createLimiter({ concurrency: parallel }), overloadOf: () => undefined }),
    ],
    ["retry", retry({ explain, random: createRandom(1, "retry") })],
    ["cache", cache({ store, identity: opened.identity, model })],
  ];
  const stacks = layers.map((_, index) => layers.slice(0, index + 1).map(([, layer]) => layer));
  const models = [opened.model, ...stacks.map((inside) => stack(opened.model, inside.reverse()))];
  // In turns, and the median of the rounds: what else the machine does then falls on all of them.
  const rounds = 5;
  const results: Measured[][] = models.map(() => []);
  for (const one of models) await measure(2 * parallel, generate(one));
  for (let round = 0; round < rounds; round++) {
    for (const [index, one] of models.entries()) {
      results[index].push(await measure(Math.ceil(calls / 10), generate(one)));
    }
  }
  const median = (index: number, name: keyof Measured) =>
    results[index].map((result) => result[name]).sort((a, b) => a - b)[(rounds - 1) / 2];
  for (const index of models.keys()) {
    const name = index === 0 ? "bare" : `+ ${layers[index - 1][0]}`;
    const [perSecond, cpuMicroseconds] = [median(index, "perSecond"), median(index, "cpuMicroseconds")];
    const more = index === 0 ? 0 : cpuMicroseconds - median(index - 1, "cpuMicroseconds");
    console.log(`${name.padEnd(17)} ${show({ perSecond, cpuMicroseconds })} (${more.toFixed(0)} more)`);
  }
  await store.close();
  events.close();
}

const folder = mkdtempSync(join(tmpdir(), "teachwhy-calls-"));
try {
  for (const latencyMs of latencies) {
    console.log(`latency ${latencyMs} ms, concurrency ${parallel}, load ${loadavg()[0].toFixed(1)}`);
    await using provider = await startProviderProcess(["--latency", String(latencyMs)]);
    await beside(provider.url, latencyMs, join(folder, String(latencyMs)));
    if (latencyMs < 500) await layerByLayer(provider.url, join(folder, String(latencyMs)));
    const megabytes = process.resourceUsage().maxRSS / 1024;
    console.log(`load ${loadavg()[0].toFixed(1)}, most memory so far ${megabytes.toFixed(0)} MB`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
