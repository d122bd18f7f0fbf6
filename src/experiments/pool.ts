// As many workers as cores, one stage and one thread each: two arms side by side beat one arm on two threads,
// keep their figures when the machine is shared, and are deterministic.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import { TeachwhyError } from "../store/index.ts";
import type { StageProgress } from "./stages/tools.ts";
import type { Job, StageInput, StageName, WorkerMessage } from "./worker.ts";

export interface RunOptions {
  /** The higher, the sooner; older worlds go first, so that something is finished early. */
  priority: number;
  onProgress: (progress: StageProgress) => void;
}

export interface Pool {
  run<S extends StageName>(
    stage: S,
    input: StageInput<S>,
    directory: string,
    options: RunOptions,
  ): Promise<void>;
  close(): Promise<void>;
}

/**
 * After an abort no stage is begun, and what runs stops at its next update; all of it fails with the signal's reason.
 * Close it when nothing runs any more.
 */
export function createPool({ workers, signal }: { workers: number; signal: AbortSignal }): Pool {
  const queue = new PQueue({ concurrency: workers });
  const alive = new Set<Worker>();
  const idle: Worker[] = [];

  // Read by workers between updates. Terminating a thread inside ONNX Runtime would abort the whole process.
  const stopFlag = new Int32Array(new SharedArrayBuffer(4));
  const stop = () => Atomics.store(stopFlag, 0, 1);
  signal.addEventListener("abort", stop);

  const start = () => {
    const worker = startWorker(stopFlag);
    alive.add(worker);
    // For as long as it lives: without a listener, an error of a worker at rest would end this process.
    worker.on("error", () => {});
    worker.on("exit", () => {
      alive.delete(worker);
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
    return worker;
  };

  return {
    async run(stage, input, directory, { priority, onProgress }) {
      await queue.add(
        async () => {
          signal.throwIfAborted();
          const worker = idle.pop() ?? start();
          await perform(worker, { stage, input, directory }, onProgress, signal);
          idle.push(worker);
        },
        { priority },
      );
    },
    async close() {
      signal.removeEventListener("abort", stop);
      await Promise.all([...alive].map((worker) => worker.terminate()));
    },
  };
}

/** Resolves when the worker says it is done; a worker that fails or dies is not used again by its caller. */
function perform(
  worker: Worker,
  job: Job,
  onProgress: RunOptions["onProgress"],
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      settle();
    };
    const fail = (error: Error) => finish(() => reject(signal.aborted ? signal.reason : error));
    const onMessage = (message: WorkerMessage) => {
      if (message.type === "progress") onProgress(message);
      else if (message.type === "done") finish(resolve);
      else fail(revive(message.error));
    };
    const onError = (error: Error) => fail(error);
    const onExit = (code: number) =>
      fail(new Error(`The worker for ${job.stage} ended (exit code ${code}) before it was done.`));
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(job);
  });
}

/** The build has plain JavaScript; from source (tests, development) the worker first learns to read TypeScript. */
function startWorker(stopFlag: Int32Array): Worker {
  const workerData = { stopFlag };
  if (import.meta.url.endsWith(".js"))
    return new Worker(new URL("./worker.js", import.meta.url), { workerData });
  const tsx = createRequire(import.meta.url).resolve("tsx/package.json");
  const loader = new URL("dist/esm/api/index.mjs", pathToFileURL(tsx)).href;
  const source = new URL("./worker.ts", import.meta.url).href;
  return new Worker(
    `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`,
    { eval: true, workerData },
  );
}

function revive(error: unknown): Error {
  const fields = error as {
    name: string;
    message: string;
    stack?: string;
    code?: string;
    next?: string;
    data?: Record<string, unknown>;
  };
  const revived =
    fields.name === "TeachwhyError"
      ? new TeachwhyError({
          code: fields.code ?? "stage-failed",
          message: fields.message,
          next: fields.next ?? "",
          data: fields.data ?? {},
        })
      : new Error(fields.message);
  if (fields.stack !== undefined) revived.stack = fields.stack;
  return revived;
}
