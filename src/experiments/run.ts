// Runs an experiment: bases, then every arm's chain of data, rounds and evaluation, then the analysis.
// Each stage is an artifact, addressed by what went into it; what is there is not made again.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { SuiteName } from "../evaluation/index.ts";
import { seedFrom } from "../statistics/index.ts";
import type { Store } from "../store/index.ts";
import { TeachwhyError } from "../store/index.ts";
import { type BaseSource, baseFor } from "./bases.ts";
import { codeVersion } from "./code-version.ts";
import type { FinishedChain } from "./finished-chain.ts";
import { type Chain, chainsOf, maximumRounds } from "./plan.ts";
import { createPool, type Pool } from "./pool.ts";
import type { Results } from "./results.ts";
import type { Experiment } from "./schema.ts";
import type { DataInput, DataOutput } from "./stages/data.ts";
import type { EvaluateOutput, Transcript } from "./stages/evaluate.ts";
import { openPlace } from "./stages/place.ts";
import type { RoundOutput } from "./stages/round.ts";
import type { StageProgress } from "./stages/tools.ts";
import { summarise } from "./summarise.ts";
import type { StageInput } from "./worker.ts";

/** What happens, for a live view, plain lines, programs, and the run's own log. */
export type RunEvent =
  | { type: "run-start"; experiment: string; chains: number }
  | { type: "stage-start"; stage: string; label: string }
  | { type: "stage-progress"; stage: string; label: string; progress: StageProgress }
  | { type: "stage-end"; stage: string; label: string; hash: string; reused: boolean; seconds: number }
  | ({ type: "chain-end"; label: string; done: number; of: number } & ChainIdentity & {
        evaluation: string;
        checkpoint: string;
      })
  | { type: "artifact-damaged"; hash: string; problem: string }
  | { type: "run-end"; experiment: string };

/**
 * Which arm it is; beside it, `evaluation` is the hash of the artifact that holds its transcripts, `checkpoint` that of
 * its last checkpoint: an artifact, or a shipped base's file of weights.
 */
export interface ChainIdentity {
  arm: string;
  world: number;
  seed: number;
  control: string | null;
}

export interface RunExperimentOptions {
  experiment: Experiment;
  store: Store;
  /** Notes an artifact as this run's before it is looked for or made, so that removing other runs leaves it. */
  use: (hash: string) => Promise<void>;
  workers: number;
  signal: AbortSignal;
  onEvent: (event: RunEvent) => void;
}

/**
 * Throws what the first failing stage throws, or the abort reason. Either way nothing is under way any more by then:
 * the other chains have been stopped and the workers ended.
 */
export async function runExperiment(options: RunExperimentOptions): Promise<Results> {
  const { experiment, store, use, workers, onEvent } = options;
  const constitution = await readConstitutionText(experiment.constitution);
  options.signal.throwIfAborted();
  const stop = new AbortController();
  const stopToo = () => stop.abort(options.signal.reason);
  options.signal.addEventListener("abort", stopToo);
  const { signal } = stop;
  const pool = createPool({ workers, signal });
  const stages = createStages({ store, use, pool, signal, onEvent });
  const chains = chainsOf(experiment);
  onEvent({ type: "run-start", experiment: experiment.name, chains: chains.length });
  let done = 0;
  const running = chains.map(async (chain, index) => {
    // Older chains first: something is finished early, and a stop loses little.
    const result = await runChain({ chain, experiment, constitution, stages, priority: -index });
    const identity = {
      arm: chain.arm,
      world: chain.world.seed,
      seed: chain.seed,
      control: chain.control ?? null,
    };
    const progress = { label: labelOf(chain), done: ++done, of: chains.length };
    const { evaluationHash: evaluation, checkpointHash } = result;
    onEvent({ type: "chain-end", ...progress, ...identity, evaluation, checkpoint: checkpointHash });
    return result;
  });
  try {
    const results = summarise({ experiment, constitution, finished: await Promise.all(running) });
    onEvent({ type: "run-end", experiment: experiment.name });
    return results;
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(running);
    throw error;
  } finally {
    options.signal.removeEventListener("abort", stopToo);
    await pool.close();
  }
}

interface ChainOptions {
  chain: Chain;
  experiment: Experiment;
  constitution: { file: string; text: string };
  stages: Stages;
  priority: number;
}

async function runChain({
  chain,
  experiment,
  constitution,
  stages,
  priority,
}: ChainOptions): Promise<FinishedChain> {
  const { arm, armPlan, world, seed } = chain;
  const place = { world, constitution };
  const text = constitution.text;
  const base = await stages.base(world, priority);
  let checkpoint = base;
  const rounds: FinishedChain["rounds"] = [];

  for (let number = 1; number <= maximumRounds(armPlan, experiment); number++) {
    // Without the arm's name: arms of a world see the same cases and differ in what is said about them.
    const roundSeed = seedFrom(seed, "world", world.seed, "round", number);
    const data = await Promise.all(
      armPlan.round.map(({ mix }, step) => {
        const input: DataInput = {
          ...place,
          mix,
          seed: seedFrom(roundSeed, "data", step),
          contaminated: armPlan.contaminated,
        };
        return stages.make("data", input, { chain, what: "data", priority, inputs: { text } });
      }),
    );
    const input = {
      ...place,
      from: checkpoint.directory,
      data: data.map(({ directory }) => directory),
      training: trainingSettings(experiment),
      gate: { ...experiment.gate, kind: armPlan.gate },
      seed: roundSeed,
    };
    const inputs = { from: checkpoint.hash, data: data.map(({ hash }) => hash), text };
    checkpoint = await stages.make("round", input, { chain, what: `round ${number}`, priority, inputs });
    const round = await readJson<RoundOutput>(join(checkpoint.directory, "round.json"));
    rounds.push({
      data: await Promise.all(
        data.map(({ directory }) => readJson<DataOutput>(join(directory, "data.json"))),
      ),
      round,
    });
    if (round.passed && armPlan.rounds === undefined) break;
  }

  const evaluation = await stages.make(
    "evaluate",
    {
      ...place,
      checkpoint: checkpoint.directory,
      suites: Object.entries(experiment.suites).map(([suite, plan]) => ({
        suite: suite as SuiteName,
        ...plan,
      })),
      interventionCases: experiment.interventions.arms.includes(arm) ? experiment.interventions.cases : 0,
      seed: seedFrom(seed, "world", world.seed, "evaluate"),
    },
    { chain, what: "evaluation", priority, inputs: { checkpoint: checkpoint.hash, text } },
  );
  return {
    ...chain,
    rounds,
    checkpointHash: checkpoint.hash,
    evaluationHash: evaluation.hash,
    evaluation: await readJson<EvaluateOutput>(join(evaluation.directory, "evaluation.json")),
    transcripts: await readTranscripts(evaluation.directory),
  };
}

interface Made {
  hash: string;
  directory: string;
}

interface Stages {
  base(world: Chain["world"], priority: number): Promise<Made>;
  make<S extends "data" | "round" | "evaluate">(
    stage: S,
    input: StageInput<S>,
    options: { chain: Chain; what: string; priority: number; inputs: unknown },
  ): Promise<Made>;
}

/** Finds or makes a stage's artifact. Chains that need the same one at the same time share one making of it. */
function createStages(
  options: Pick<RunExperimentOptions, "store" | "use" | "signal" | "onEvent"> & { pool: Pool },
): Stages {
  const { store, use, pool, signal, onEvent } = options;
  const making = new Map<string, Promise<Made>>();

  const once = (hash: string, make: () => Promise<Made>) => {
    signal.throwIfAborted(); // a chain that finds all that it needs never asks the pool
    const running = making.get(hash) ?? make();
    making.set(hash, running);
    return running;
  };

  const produce: Stages["make"] = async (stage, input, { chain, what, priority, inputs }) => {
    // Folders are where inputs lie on this machine; what counts are the hashes of what is in them.
    // A constitution counts by its text, which `inputs` holds; the name of its file does not.
    const label = `${labelOf(chain)}: ${what}`;
    const settings: Record<string, unknown> = { ...input };
    for (const folder of ["from", "data", "checkpoint", "constitution"]) delete settings[folder];
    const key = store.artifact({ stage, inputs, settings, code: codeVersion(stage) });
    return once(key.hash, async () => {
      const started = performance.now();
      const end = (reused: boolean) =>
        onEvent({
          type: "stage-end",
          stage,
          label,
          hash: key.hash,
          reused,
          seconds: (performance.now() - started) / 1000,
        });
      await use(key.hash);
      const found = await store.find(key.hash);
      if (found) {
        end(true);
        return { hash: key.hash, directory: found };
      }
      onEvent({ type: "stage-start", stage, label });
      const directory = await store
        .produce(key.hash, { stage, label }, (folder) =>
          pool.run(stage, input, folder, {
            priority,
            onProgress: (progress) => onEvent({ type: "stage-progress", stage, label, progress }),
          }),
        )
        .catch((error) => failed(label, error));
      end(false);
      return { hash: key.hash, directory };
    });
  };

  /** Says where it happened; a stop is passed on as it is. */
  const failed = (label: string, error: unknown): never => {
    if (signal.aborted || !(error instanceof Error)) throw error;
    error.message = `${label}: ${error.message}`;
    throw error;
  };

  return {
    make: produce,
    base: async (world, priority) => {
      const source: BaseSource = await baseFor({ ...world, store });
      if (source.kind === "shipped") return source;
      return once(source.hash, async () => {
        const label = `base of world ${world.seed}`;
        const started = performance.now();
        await use(source.hash);
        const found = await store.find(source.hash);
        if (!found) onEvent({ type: "stage-start", stage: "pretrain", label });
        const directory =
          found ??
          (await store
            .produce(source.hash, { stage: "pretrain", label }, (folder) =>
              pool.run(
                "pretrain",
                { recipe: source.recipe, stateDirectory: source.stateDirectory, precision: "half" },
                folder,
                {
                  priority,
                  onProgress: (progress) =>
                    onEvent({ type: "stage-progress", stage: "pretrain", label, progress }),
                },
              ),
            )
            .catch((error) => failed(label, error)));
        const seconds = (performance.now() - started) / 1000;
        onEvent({
          type: "stage-end",
          stage: "pretrain",
          label,
          hash: source.hash,
          reused: found !== null,
          seconds,
        });
        return { hash: source.hash, directory };
      });
    },
  };
}

const labelOf = ({ arm, world, seed, control }: Chain) =>
  `${arm}, ${control ? `${control} ` : ""}world ${world.seed}${seed === 1 ? "" : `, seed ${seed}`}`;

function trainingSettings({ training: { maximumRounds: _, ...settings } }: Experiment) {
  return settings;
}

/** Reads it and checks that it can be taught. */
export async function readConstitutionText(file: string): Promise<{ file: string; text: string }> {
  const text = await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw new TeachwhyError({
      code: "constitution-not-readable",
      message: `Cannot read the constitution ${file}: ${cause.code === "ENOENT" ? "there is no such file" : cause.message}.`,
      next: "Correct `constitution` in the experiment file, or with `demo` the file after --constitution.",
      data: { file },
      cause,
    });
  });
  // A word that the miniature does not know is an error here, before anything runs.
  openPlace({ world: { seed: 1, kind: "pairs", directAnswers: 0 }, constitution: { file, text } });
  return { file, text };
}

async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, "utf8")) as T;
}

export async function readTranscripts(directory: string): Promise<Transcript[]> {
  const lines = (await readFile(join(directory, "transcripts.jsonl"), "utf8")).split("\n");
  return lines.filter(Boolean).map((line) => JSON.parse(line) as Transcript);
}
