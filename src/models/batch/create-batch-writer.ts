import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { hashText } from "../../store/index.ts";
import type { OpenedModel } from "../registry/open-model.ts";
import type { ParkedCall } from "../session/ask.ts";
import { type BatchFile, type OpenBatchFile, openBatchFile } from "./batch-file.ts";
import { offlineModels } from "./open-offline-model.ts";
import { openParkedCalls, type StoredCall } from "./parked-calls.ts";
import { keysOf } from "./read-requests.ts";
import { renderPrompt } from "./render-prompt.ts";
import { type BatchShape, requestLine } from "./request-line.ts";

export interface BatchWriterOptions {
  /** Where the files go; made where missing. */
  directory: string;
  /** Folder of the store, which remembers what was asked until the answers are imported. */
  store: string;
  /** Name of the run that pays. */
  run: string;
}

export interface WrittenBatch {
  files: BatchFile[];
  /** How many requests are new in them. */
  requests: number;
  /** Parked calls that an earlier file in this folder asks already, and that have not failed since. */
  waiting: number;
}

export interface BatchWriter {
  /** For `openSession`'s option of this name. Resolves when there is room for the next one. */
  park(call: ParkedCall): Promise<void>;
  /** Resolves once all files are there, whole. Throws what went wrong with any of them, `no-batch` among it. */
  close(): Promise<WrittenBatch>;
}

/** OpenAI takes 50,000 requests and 200 MB a file, Anthropic 100,000 and 256 MB. */
const mostRequests = 50_000;
const mostBytes = 150_000_000;
/** Calls that are remembered in one transaction, before they are in a file. */
const groupSize = 100;

/**
 * Writes parked calls as batch files: one a step and model, each with a Markdown file beside it. What an earlier file
 * of the folder asks is not asked twice; delete a file to have its open requests written again. A file appears whole
 * when the writer is closed: after a kill there is none, and the same command writes it.
 */
export function createBatchWriter({ directory, store, run }: BatchWriterOptions): BatchWriter {
  const parked = openParkedCalls(store);
  const models = offlineModels();
  const files = new Map<string, OpenBatchFile>();
  const full: OpenBatchFile[] = [];
  const seen = new Set<string>();
  let asked: Set<string> | undefined;
  let waiting = 0;
  let closed = false;
  let queue: ParkedCall[] = [];
  let work: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | undefined;

  const fileFor = async ({ step, opened }: ParkedCall, shape: BatchShape): Promise<OpenBatchFile> => {
    const base = `${slug(step)}.${slugOfModel(opened)}`;
    const open = files.get(base);
    if (open && open.requests() < mostRequests && open.bytes() < mostBytes) return open;
    if (open) full.push(open);
    const path = join(directory, `${base}.${nextNumber(directory, base, full)}.jsonl`);
    const file = await openBatchFile({ path, step, model: opened.name, shape });
    files.set(base, file);
    return file;
  };
  const write = async (call: ParkedCall): Promise<void> => {
    const model = await models(call.opened.name);
    const { line, shape, beta } = await requestLine(model, call);
    const readable = renderPrompt(call.params, model.opened);
    const file = await fileFor(call, shape);
    await file.add({ key: call.key, line, readable, ...(beta ? { beta } : {}) });
  };
  const flush = async (): Promise<void> => {
    const calls = queue;
    queue = [];
    if (failure || calls.length === 0) return;
    asked ??= await keysInFolder(directory);
    const fresh = calls.filter(({ key }) => {
      const waits = asked?.has(key) && parked.get(key)?.failure === undefined;
      if (waits) waiting++;
      return !waits;
    });
    // Remembered before a file asks: an answer to a call that nobody remembers would be lost.
    parked.put(fresh.map((call) => stored(call, run)));
    for (const call of fresh) await write(call);
  };
  const schedule = () => {
    work = work.then(flush).catch((error) => {
      failure ??= { error };
    });
  };

  return {
    async park(call) {
      // libsql ends the whole process where a closed database is asked.
      if (closed) throw new Error("A call was parked after its batch was written.");
      if (seen.has(call.key)) return;
      seen.add(call.key);
      queue.push(call);
      // Calls that wait here are whole prompts: a recipe of 100,000 must not hold them all.
      if (queue.length >= groupSize) {
        schedule();
        await work;
        if (failure) throw failure.error;
      }
    },
    async close() {
      closed = true;
      schedule();
      await work;
      parked.close();
      const all = [...full, ...files.values()];
      if (failure) {
        await Promise.all(all.map((file) => file.discard()));
        throw failure.error;
      }
      const written: BatchFile[] = [];
      for (const file of all) written.push(await file.finish());
      const requests = written.reduce((sum, file) => sum + file.requests, 0);
      return { files: written, requests, waiting };
    },
  };
}

function stored({ key, step, opened, params }: ParkedCall, run: string): Omit<StoredCall, "failure"> {
  const { abortSignal: _, ...call } = params;
  return { key, run, step, model: opened.name, params: call };
}

async function keysInFolder(directory: string): Promise<Set<string>> {
  const keys = new Set<string>();
  if (!existsSync(directory)) return keys;
  for (const name of readdirSync(directory).sort()) {
    if (!name.endsWith(".jsonl")) continue;
    for await (const key of keysOf(join(directory, name))) keys.add(key);
  }
  return keys;
}

/** Earlier files stay: they may be with a provider just now. */
function nextNumber(directory: string, base: string, open: OpenBatchFile[]): number {
  for (let number = 1; ; number++) {
    const path = join(directory, `${base}.${number}.jsonl`);
    if (!existsSync(path) && !open.some((file) => file.path === path)) return number;
  }
}

const slug = (text: string) => text.replace(/[^a-zA-Z0-9_-]+/g, "-").replace(/^-+|-+$/g, "");

/** With a piece of a hash, since letters and settings are lost in a slug: two models must not share a file. */
function slugOfModel({ kind, id, identity }: OpenedModel): string {
  return `${slug(`${kind}-${id}`).slice(0, 60)}-${hashText(identity).slice(0, 4)}`;
}
