// A worker thread: runs one stage at a time, so that the main thread keeps progress and Ctrl-C alive
// while ONNX Runtime holds this one.
import { parentPort, workerData } from "node:worker_threads";
import { createSampler, type ModelConfig, type Sampler } from "../miniature/index.ts";
import { hashOf } from "../store/index.ts";
import { makeData } from "./stages/data.ts";
import { runEvaluation } from "./stages/evaluate.ts";
import { runPretraining } from "./stages/pretrain.ts";
import { runRound } from "./stages/round.ts";
import type { StageTools } from "./stages/tools.ts";

const stages = { pretrain: runPretraining, data: makeData, round: runRound, evaluate: runEvaluation };

export type StageName = keyof typeof stages;
export type StageInput<S extends StageName> = Parameters<(typeof stages)[S]>[0];

export interface Job<S extends StageName = StageName> {
  stage: S;
  input: StageInput<S>;
  directory: string;
}

export type WorkerMessage =
  | { type: "progress"; done: number; of: number; loss?: number }
  | { type: "done" }
  | { type: "failed"; error: unknown };

const samplers = new Map<string, Promise<Sampler>>();

const tools: StageTools = {
  onProgress(progress) {
    if (Atomics.load(workerData.stopFlag as Int32Array, 0) === 1) throw new Error("The stage was stopped.");
    post({ type: "progress", ...progress });
  },
  samplerFor(config: ModelConfig) {
    const shape = hashOf(config);
    const sampler = samplers.get(shape) ?? createSampler({ config, threads: 1 });
    samplers.set(shape, sampler);
    return sampler;
  },
};

const post = (message: WorkerMessage) => parentPort!.postMessage(message);

parentPort!.on("message", async ({ stage, input, directory }: Job) => {
  try {
    const run = stages[stage] as (input: unknown, directory: string, tools: StageTools) => Promise<unknown>;
    await run(input, directory, tools);
    post({ type: "done" });
  } catch (error) {
    post({ type: "failed", error: serializable(error) });
  }
});

/** A structured clone keeps an error's message and stack and drops its own fields; those travel beside it. */
function serializable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    ...JSON.parse(JSON.stringify(error)),
  };
}
