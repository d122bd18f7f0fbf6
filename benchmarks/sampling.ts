// How many tokens a second does the sampler draw, where does its time go, and how much memory does it take?
//
//   npx tsx benchmarks/sampling.ts
//   TEACHWHY_PYTHON=python3 npx tsx benchmarks/sampling.ts      also PyTorch on the CPU
//
// The miniature's shape, prompts of 60 tokens, three times as many as the 128 rows that grow at a time. Speeds count
// new tokens only, and reading the prompts is in their time. Two workers have one thread, half the rows and half the
// prompts each. All take turns, so that whatever else the machine does falls on all alike: believe the ratios before
// the speeds. A speed by processor time is what the cores give when nothing else wants them.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { InferenceSession } from "onnxruntime-node";
import { miniatureShape } from "../src/miniature/model/config.ts";
import { createWeights } from "../src/miniature/model/weights.ts";
import { KeyValueCache } from "../src/miniature/sampling/key-value-cache.ts";
import { createSampler } from "../src/miniature/sampling/sampler.ts";
import { createRandom } from "../src/statistics/index.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const config = { ...miniatureShape, vocabularySize: 320 };
const turns = 7;

interface Job {
  workers: number;
  /** Rows at a time, prompts, and tokens of each; of all workers together. */
  batch: number;
  prompts: number;
  promptTokens: number;
  maxNewTokens: number;
  /** Tokens that end a row. Weights are fresh, so each of the 320 is drawn about as often as any other. */
  stopTokens: number;
}

interface Turn {
  ms: number;
  /** Processor time of all threads. */
  cpuMs: number;
  newTokens: number;
  peakMb: number;
  parts?: Parts;
}

/** Milliseconds of all workers together: in the runtime for prompts and for single tokens, and in the cache. */
interface Parts {
  prefill: number;
  decode: number;
  cache: number;
}

const even: Omit<Job, "workers"> = {
  batch: 128,
  prompts: 384,
  promptTokens: 60,
  maxNewTokens: 48,
  stopTokens: 0,
};
const ragged = { ...even, stopTokens: 8 };

if (!isMainThread) await work(workerData as Job);
else if (process.argv[2]) await serve(JSON.parse(process.argv[2]));
else await compare();

async function compare(): Promise<void> {
  const python = process.env.TEACHWHY_PYTHON;
  const jobs: [string, Job, "sampler" | "pytorch"][] = [
    ["48 new tokens each, one worker", { ...even, workers: 1 }, "sampler"],
    ["48 new tokens each, two workers", { ...even, workers: 2 }, "sampler"],
    ["until one of 8 stop tokens, one worker", { ...ragged, workers: 1 }, "sampler"],
    ["until one of 8 stop tokens, two workers", { ...ragged, workers: 2 }, "sampler"],
  ];
  if (python) {
    // Two threads of PyTorch wait for each other all the time on a machine that is shared: no fair figure.
    jobs.push(["48 new tokens each, PyTorch, one thread", { ...even, workers: 1 }, "pytorch"]);
  }
  const rivals = jobs.map(([name, job, engine]) => {
    const command =
      engine === "sampler"
        ? [process.execPath, ...process.execArgv, here("sampling.ts"), JSON.stringify(job)]
        : [python!, here("sampling_pytorch.py"), JSON.stringify(job)];
    return { name, job, child: startChild(command), done: [] as Turn[] };
  });
  for (let turn = 0; turn <= turns; turn++) {
    for (const { child, done } of rivals) {
      const result = await child.turn();
      if (turn > 0) done.push(result); // the first one warms up
    }
  }
  const table = rivals.map(({ name, job, child, done }) => {
    child.stop();
    const of = (value: (turn: Turn) => number) => Math.round(median(done.map(value)));
    const part = (name: keyof Parts) => of(({ parts, ms }) => (100 * parts![name]) / (ms * job.workers));
    return {
      name,
      "tokens/s": of(({ newTokens, ms }) => (1000 * newTokens) / ms),
      "by processor time": of(({ newTokens, cpuMs }) => (1000 * job.workers * newTokens) / cpuMs),
      "peak MB": of(({ peakMb }) => peakMb),
      ...(done[0].parts && {
        "prefill %": part("prefill"),
        "decode %": part("decode"),
        "cache %": part("cache"),
        "draws and rest %": 100 - part("prefill") - part("decode") - part("cache"),
      }),
    };
  });
  console.table(table);
}

/** A process that answers each line with a turn. */
function startChild([command, ...given]: string[]) {
  const child: ChildProcess = spawn(command, given, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout! });
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`${command} ended with exit code ${code}; its message is above.`);
  });
  ended.catch(() => {}); // expected after stop
  return {
    async turn(): Promise<Turn> {
      child.stdin!.write("turn\n");
      const [line] = await Promise.race([once(lines, "line"), ended]);
      return JSON.parse(line);
    },
    stop: () => child.stdin!.end(),
  };
}

async function serve(job: Job): Promise<void> {
  // A worker does not take over that its parent reads TypeScript.
  const source = `import("tsx/esm/api").then(({ register }) => { register(); return import("${import.meta.url}"); })`;
  const workers = Array.from(
    { length: job.workers },
    () => new Worker(source, { workerData: job, eval: true }),
  );
  await Promise.all(workers.map((worker) => once(worker, "message"))); // ready
  for await (const _ of createInterface({ input: process.stdin })) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    const answers = workers.map((worker) => once(worker, "message"));
    for (const worker of workers) worker.postMessage("turn");
    const shares = (await Promise.all(answers)).map(
      ([share]) => share as { newTokens: number; parts: Parts },
    );
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const sum = (of: (share: (typeof shares)[number]) => number) =>
      shares.reduce((total, share) => total + of(share), 0);
    const turn: Turn = {
      ms,
      cpuMs: (user + system) / 1000,
      newTokens: sum(({ newTokens }) => newTokens),
      peakMb: process.resourceUsage().maxRSS / 1024,
      parts: {
        prefill: sum(({ parts }) => parts.prefill),
        decode: sum(({ parts }) => parts.decode),
        cache: sum(({ parts }) => parts.cache),
      },
    };
    console.log(JSON.stringify(turn));
  }
  for (const worker of workers) await worker.terminate();
}

async function work(job: Job): Promise<void> {
  const random = createRandom(1, "prompts");
  const prompts = Array.from({ length: job.prompts / job.workers }, () =>
    Array.from({ length: job.promptTokens }, () => random.integer(config.vocabularySize)),
  );
  const sampler = await createSampler({ config, threads: 1 });
  sampler.load(createWeights(config, 1));
  let parts = { prefill: 0, decode: 0, cache: 0 };
  const sessions = (InferenceSession as unknown as { prototype: InferenceSession }).prototype;
  watch(sessions, "run", (ms, [feeds]) => {
    parts["byHead" in (feeds as object) ? "prefill" : "decode"] += ms;
  });
  for (const method of ["join", "append", "remove", "feeds"] as const) {
    watch(KeyValueCache.prototype, method, (ms) => {
      parts.cache += ms;
    });
  }
  parentPort!.on("message", async () => {
    parts = { prefill: 0, decode: 0, cache: 0 };
    const samples = await sampler.sample({
      prompts,
      maxNewTokens: job.maxNewTokens,
      temperature: 1,
      stopTokens: Array.from({ length: job.stopTokens }, (_, token) => token),
      seed: 1,
      batch: job.batch / job.workers,
    });
    parentPort!.postMessage({ newTokens: samples.flat().length, parts });
  });
  parentPort!.postMessage("ready");
}

/** Reports how long each call of a method takes, to its end if it is asynchronous. */
function watch<Name extends string>(
  target: Record<Name, (...given: never[]) => unknown>,
  method: Name,
  report: (ms: number, given: unknown[]) => void,
): void {
  const original = target[method] as (...given: unknown[]) => unknown;
  target[method] = function (this: unknown, ...given: unknown[]) {
    const start = performance.now();
    const stop = () => report(performance.now() - start, given);
    const result = original.apply(this, given);
    if (result instanceof Promise) return result.finally(stop);
    stop();
    return result;
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
