// How fast is a training step, how much memory does it take, and where does its time go?
//
//   npx tsx benchmarks/training.ts
//   TEACHWHY_PYTHON=python3 npx tsx benchmarks/training.ts      also against PyTorch on the CPU
//   npx tsx benchmarks/training.ts miniature 1                  one shape, one number of threads
//
// Each engine runs in a process of its own and they take turns, a few steps each, so that whatever else the machine
// does falls on both alike: believe the ratios before the speeds.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { updateWeights } from "../src/miniature/engine/adamw.ts";
import { createBatch } from "../src/miniature/engine/batch.ts";
import { packRows, type Row } from "../src/miniature/engine/pack.ts";
import { createTrainer } from "../src/miniature/engine/trainer.ts";
import { type ModelConfig, miniatureShape } from "../src/miniature/model/config.ts";
import { createWeights } from "../src/miniature/model/weights.ts";
import { createRandom } from "../src/statistics/index.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const turns = 7;
const stepsPerTurn = 3;
const weightDecay = 0.1;
const betas = [0.9, 0.98] as const;

interface Setup {
  name: string;
  config: ModelConfig;
  rowsPerStep: number;
}

interface Job extends Setup {
  threads: number;
  /** Rows of one step; every step trains on the same. */
  rows: { tokens: number[]; documents: number[]; lossWeights: number[] }[];
}

interface Turn {
  stepsMs: number[];
  /** Processor time of the whole turn: what others run on the machine lengthens it less. */
  cpuMs: number;
  peakBytes: number;
}

interface Parts {
  batchMs: number;
  optimizerMs: number;
}

const setups: Setup[] = [
  { name: "miniature", config: { ...miniatureShape, vocabularySize: 320 }, rowsPerStep: 24 },
  {
    name: "larger",
    config: {
      vocabularySize: 1024,
      width: 192,
      layers: 4,
      heads: 6,
      feedForward: 768,
      context: 256,
      ropeBase: 1000,
    },
    rowsPerStep: 16,
  },
];

if (process.argv[2] === "engine") await serve();
else await compare();

async function compare(): Promise<void> {
  const python = process.env.TEACHWHY_PYTHON;
  const [onlyShape, onlyThreads] = process.argv.slice(2);
  const table: Record<string, string | number>[] = [];
  for (const setup of setups.filter(({ name }) => !onlyShape || name === onlyShape)) {
    for (const threads of onlyThreads ? [Number(onlyThreads)] : [1, 2]) {
      const job: Job = { ...setup, threads, rows: rowsOf(setup) };
      const engine = startChild(process.execPath, [...process.execArgv, here("training.ts"), "engine"], job);
      const torch = python ? startChild(python, [here("training_pytorch.py")], job) : undefined;
      const own: Turn[] = [];
      const others: Turn[] = [];
      for (let turn = 0; turn <= turns; turn++) {
        const ours = await engine.ask<Turn>("turn");
        const theirs = await torch?.ask<Turn>("turn");
        if (turn === 0) continue; // warms up
        own.push(ours);
        if (theirs) others.push(theirs);
      }
      const { batchMs, optimizerMs } = await engine.ask<Parts>("parts");
      await engine.stop();
      await torch?.stop();
      const stepMs = median(own.flatMap((turn) => turn.stepsMs));
      const tokens = setup.rowsPerStep * setup.config.context;
      const row: Record<string, string | number> = {
        shape: setup.name,
        threads,
        "tokens/s": Math.round((tokens / stepMs) * 1000),
        "step ms": stepMs.toFixed(1),
        "graph ms": (stepMs - batchMs - optimizerMs).toFixed(1),
        "optimizer ms": optimizerMs.toFixed(1),
        "batch ms": batchMs.toFixed(1),
        "peak MB": Math.round(own.at(-1)!.peakBytes / 1e6),
      };
      if (others.length > 0) {
        const ratios = own.map((turn, index) => median(others[index].stepsMs) / median(turn.stepsMs));
        const cpuRatios = own.map((turn, index) => others[index].cpuMs / turn.cpuMs);
        row["PyTorch tokens/s"] = Math.round(
          (tokens / median(others.flatMap((turn) => turn.stepsMs))) * 1000,
        );
        row["PyTorch peak MB"] = Math.round(others.at(-1)!.peakBytes / 1e6);
        row["times PyTorch"] = median(ratios).toFixed(2);
        row.range = `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`;
        row["by CPU time"] = median(cpuRatios).toFixed(2);
      }
      table.push(row);
    }
  }
  console.table(table);
  console.log(
    `Medians of ${turns} turns of ${stepsPerTurn} steps; tokens count padding; a ratio compares turns side by side.`,
  );
}

/** Rows of documents of 20 to 80 tokens, all supervised but the first of each. */
function rowsOf({ config, rowsPerStep }: Setup): Job["rows"] {
  const random = createRandom(1);
  const examples = Array.from({ length: rowsPerStep * 16 }, () => {
    const tokens = Array.from({ length: 20 + random.integer(61) }, () =>
      random.integer(config.vocabularySize),
    );
    return { tokens, lossWeights: tokens.map(() => 1) };
  });
  const { rows } = packRows(examples, config.context);
  return rows.slice(0, rowsPerStep).map(({ tokens, documents, lossWeights }) => ({
    tokens: [...tokens],
    documents: [...documents],
    lossWeights: [...lossWeights],
  }));
}

/** A process that reads one request a line and answers with one line of JSON. The first line is the job. */
function startChild(command: string, args: string[], job: Job) {
  const child = spawn(command, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, OMP_NUM_THREADS: String(job.threads) },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin.write(`${JSON.stringify(job)}\n`);
  return {
    async ask<Answer>(request: string): Promise<Answer> {
      child.stdin.write(`${request}\n`);
      const { value, done } = await answers.next();
      if (done) throw new Error(`${command} ended early; its message is above.`);
      return JSON.parse(value);
    },
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

async function serve(): Promise<void> {
  const requests = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const job: Job = JSON.parse((await requests.next()).value);
  const { config, rowsPerStep, threads } = job;
  const rows: Row[] = job.rows.map((row) => ({
    tokens: Int32Array.from(row.tokens),
    documents: Int32Array.from(row.documents),
    lossWeights: Float32Array.from(row.lossWeights),
  }));
  const weights = createWeights(config, 1);
  const trainer = await createTrainer({ config, weights, rowsPerStep, threads, weightDecay, betas });
  for await (const request of { [Symbol.asyncIterator]: () => requests }) {
    if (request === "turn") {
      const stepsMs: number[] = [];
      const before = process.cpuUsage();
      for (let step = 0; step < stepsPerTurn; step++)
        stepsMs.push(await timeMs(() => trainer.step(rows, 0.001)));
      const used = process.cpuUsage(before);
      const cpuMs = (used.user + used.system) / 1000;
      const peakBytes = process.resourceUsage().maxRSS * 1024;
      console.log(JSON.stringify({ stepsMs, cpuMs, peakBytes } satisfies Turn));
    } else {
      const mask = new Float32Array(rowsPerStep * config.context ** 2);
      const gradients = Object.fromEntries(
        Object.entries(weights).map(([name, { data }]) => [name, data.slice()]),
      );
      const options = { learningRate: 0.001, betas, weightDecay, clip: 1 };
      const batch: number[] = [];
      const optimizer: number[] = [];
      for (let repeat = 0; repeat < 20; repeat++) {
        batch.push(await timeMs(() => createBatch(rows, mask)));
        optimizer.push(
          await timeMs(() => updateWeights(trainer.weights, gradients, trainer.optimizer, options)),
        );
      }
      console.log(JSON.stringify({ batchMs: median(batch), optimizerMs: median(optimizer) } satisfies Parts));
    }
  }
  await trainer.release();
}

async function timeMs(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
