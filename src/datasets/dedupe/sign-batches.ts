// Texts to signatures, batch by batch and in order: the first ones here, the rest in worker threads.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { createBatchSigner, type SignedTexts } from "./batch-signer.ts";
import type { NearDuplicateSettings } from "./settings.ts";

export interface SignedBatch<T> extends SignedTexts {
  items: T[];
}

export interface SignOptions<T> {
  textOf: (item: T) => string;
  settings: NearDuplicateSettings;
  /** Threads besides this one; with 0 all is done here. */
  workers: number;
}

/** Fewer texts are done before threads have started. */
const signedHere = 2_000;
/** A batch ends at either: long enough to be worth a message, short enough that a few in flight take little memory. */
const batchTexts = 512;
const batchCharacters = 1 << 18;
const inFlightPerWorker = 3;

export async function* signBatches<T>(
  items: AsyncIterable<T> | Iterable<T>,
  { textOf, settings, workers }: SignOptions<T>,
): AsyncGenerator<SignedBatch<T>> {
  const signHere = createBatchSigner(settings);
  const threads: SigningThread[] = [];
  const inFlight: Promise<SignedBatch<T>>[] = [];
  let done = 0;
  let sent = 0;
  try {
    for await (const batch of inBatches(items, textOf)) {
      if (workers === 0 || done < signedHere) {
        yield { items: batch.items, ...signHere(batch.texts) };
        done += batch.items.length;
        continue;
      }
      while (threads.length < workers) threads.push(startThread(settings));
      const signing = threads[sent++ % workers]!.sign(batch.texts);
      const signed = signing.then((texts) => ({ items: batch.items, ...texts }));
      signed.catch(() => {}); // told when its turn comes
      inFlight.push(signed);
      if (inFlight.length >= inFlightPerWorker * workers) yield await inFlight.shift()!;
    }
    while (inFlight.length > 0) yield await inFlight.shift()!;
  } finally {
    await Promise.all(threads.map((thread) => thread.stop()));
  }
}

async function* inBatches<T>(items: AsyncIterable<T> | Iterable<T>, textOf: (item: T) => string) {
  let batch = { items: [] as T[], texts: [] as string[] };
  let characters = 0;
  for await (const item of items) {
    const text = textOf(item);
    batch.items.push(item);
    batch.texts.push(text);
    characters += text.length;
    if (batch.texts.length < batchTexts && characters < batchCharacters) continue;
    yield batch;
    batch = { items: [], texts: [] };
    characters = 0;
  }
  if (batch.items.length > 0) yield batch;
}

interface SigningThread {
  sign(texts: string[]): Promise<SignedTexts>;
  stop(): Promise<unknown>;
}

function startThread(settings: NearDuplicateSettings): SigningThread {
  const worker = startWorker(settings);
  const waiting: { resolve: (signed: SignedTexts) => void; reject: (error: Error) => void }[] = [];
  let failure: Error | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on("message", (signed: SignedTexts) => waiting.shift()!.resolve(signed));
  worker.on("error", fail);
  worker.on("exit", (code) =>
    fail(new Error(`A thread that looks for near-duplicates ended (exit code ${code}).`)),
  );
  return {
    sign: (texts) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage(texts);
      }),
    stop: () => worker.terminate(),
  };
}

/** The build has plain JavaScript; from source (tests, development) the worker first learns to read TypeScript. */
function startWorker(workerData: NearDuplicateSettings): Worker {
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
