// A run on disk: its lock, its manifest, its log of events, and what happens when it is stopped.
import { availableParallelism, release, type as systemType, totalmem } from "node:os";
import { createRun, type EventLog, hashOf, openEvents, openStore } from "../store/index.ts";
import type { Results } from "./results.ts";
import { type RunEvent, readConstitutionText, runExperiment } from "./run.ts";
import type { Experiment } from "./schema.ts";

export interface ExecuteOptions {
  experiment: Experiment;
  /** The store's folder. */
  storeDirectory: string;
  workers: number;
  /** The command line, for the manifest. */
  command: readonly string[];
  version: string;
  signal: AbortSignal;
  onEvent: (event: RunEvent) => void;
}

export interface Executed {
  results: Results;
  run: { id: string; directory: string };
}

/**
 * Runs the experiment, or goes on with it where it was stopped. The same experiment with the same constitution is
 * the same run. Throws what a stage throws, after the run is marked as failed, and the abort reason after a stop.
 */
export async function executeExperiment(options: ExecuteOptions): Promise<Executed> {
  const { experiment, storeDirectory, workers, command, version, signal, onEvent } = options;
  const constitution = await readConstitutionText(experiment.constitution);
  const store = await openStore(storeDirectory, {
    onDamaged: ({ hash, problem }) => emit({ type: "artifact-damaged", hash, problem }),
  });
  const run = await createRun(store, {
    experiment: experiment.name,
    planHash: hashOf({ experiment: { ...experiment, constitution: constitution.text } }),
    command,
    versions: { teachwhy: version, node: process.version },
    host: {
      system: `${systemType()} ${release()}`,
      cores: availableParallelism(),
      memoryBytes: totalmem(),
      workers,
    },
  });
  let events: EventLog | undefined;
  function emit(event: RunEvent): void {
    // Progress is for eyes; the log keeps what happened.
    if (event.type !== "stage-progress") log(event);
    onEvent(event);
  }
  const log = (event: object) => events?.append({ time: new Date().toISOString(), ...event });
  function logFailure(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    try {
      log({ type: "run-failed", experiment: experiment.name, message });
    } catch {
      // A log that cannot be written, as on a full disk, must not hide what failed.
    }
  }
  let status: "finished" | "stopped" | "failed" = "failed";
  try {
    events = openEvents(run.eventsPath);
    const results = await runExperiment({ experiment, store, use: run.use, workers, signal, onEvent: emit });
    status = "finished";
    return { results, run };
  } catch (error) {
    if (signal.aborted && error === signal.reason) status = "stopped";
    else logFailure(error);
    throw error;
  } finally {
    events?.close();
    await run.end(status); // lets go of the lock, so it comes last
  }
}
