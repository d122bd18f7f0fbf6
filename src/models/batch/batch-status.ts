import { readdirSync } from "node:fs";
import { join } from "node:path";
import { TeachwhyError } from "../../store/index.ts";
import { openCallStore } from "../session/call-store.ts";
import { notReadable } from "./lines.ts";
import { offlineModels } from "./open-offline-model.ts";
import { openParkedCalls, requireStore } from "./parked-calls.ts";
import { keysOf } from "./read-requests.ts";
import { renderPrompt } from "./render-prompt.ts";

export interface FileStatus {
  path: string;
  asked: number;
  answered: number;
  /** Came back without an answer: the next batch asks again. */
  failed: number;
  /** Neither. */
  missing: number;
}

/** How far each batch file of a folder is, by the store that it was written with. Throws `not-readable` and `no-store`. */
export async function batchStatus(directory: string, store: string): Promise<FileStatus[]> {
  requireStore(store);
  let names: string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith(".jsonl"));
  } catch (error) {
    throw notReadable(directory, error);
  }
  const calls = openCallStore(join(store, "calls.db"));
  const parked = openParkedCalls(store);
  try {
    const files: FileStatus[] = [];
    for (const name of names.sort()) {
      const file: FileStatus = { path: join(directory, name), asked: 0, answered: 0, failed: 0, missing: 0 };
      for await (const key of keysOf(file.path)) {
        file.asked++;
        if (calls.answer(key)) file.answered++;
        else if (parked.get(key)?.failure !== undefined) file.failed++;
        else file.missing++;
      }
      // Files of answers that lie beside them ask nothing.
      if (file.asked > 0) files.push(file);
    }
    return files;
  } finally {
    await calls.close();
    parked.close();
  }
}

export interface ShownPrompt {
  key: string;
  step: string;
  model: string;
  prompt: string;
}

/** The prompts of a batch file to read, in its order; with `key`, those whose key begins so. */
export async function* showBatch(
  file: string,
  { store, key: wanted = "" }: { store: string; key?: string },
): AsyncGenerator<ShownPrompt> {
  requireStore(store);
  const parked = openParkedCalls(store);
  const models = offlineModels();
  try {
    for await (const key of keysOf(file)) {
      if (!key.startsWith(wanted)) continue;
      const call = parked.get(key);
      if (!call) {
        throw new TeachwhyError({
          code: "unknown-batch",
          message: `The store ${store} knows nothing of request ${key.slice(0, 12)} in ${file}.`,
          next: "Name the store that it was written with: --store DIR.",
        });
      }
      const { opened } = await models(call.model);
      yield { key, step: call.step, model: call.model, prompt: renderPrompt(call.params, opened) };
    }
  } finally {
    parked.close();
  }
}
