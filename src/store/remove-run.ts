import { lstat, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { TeachwhyError } from "./error.ts";
import { fileProblem } from "./file-problem.ts";
import { lockRun } from "./lock-run.ts";
import type { Store } from "./open-store.ts";
import { listRuns, type StoredRun, showRun } from "./runs.ts";

export interface RemovedRun {
  id: string;
  /** Hashes of the artifacts that no other run uses. */
  artifacts: string[];
  bytesFreed: number;
}

/**
 * Removes a run and the artifacts that it alone uses; with `dryRun` only says which. Throws `unknown-run`,
 * `run-locked` while a process is at it, and `unreadable-run` where another run does not say what it uses.
 */
export async function removeRun(store: Store, id: string, { dryRun = false } = {}): Promise<RemovedRun> {
  const run = await showRun(store, id);
  if (dryRun) return survey(store, run);
  const lock = await lockRun(run.directory);
  try {
    // Read again: before it was locked, its process may have used more.
    const removed = await survey(store, await showRun(store, id));
    // The run last: after a kill in between it is still there, and removing it again takes the rest.
    for (const hash of removed.artifacts) await remove(store, store.directoryOf(hash));
    await remove(store, run.directory);
    return removed;
  } finally {
    lock.release();
  }
}

async function survey(store: Store, run: StoredRun): Promise<RemovedRun> {
  const used = run.status === "unreadable" ? [] : run.artifacts;
  const others = (await listRuns(store)).filter(({ id }) => id !== run.id);
  const usedByOthers = new Set(others.flatMap((other) => artifactsOf(other, store)));
  const artifacts = used.filter((hash) => !usedByOthers.has(hash));
  const sizes = await Promise.all([run.directory, ...artifacts.map(store.directoryOf)].map(sizeOf));
  return { id: run.id, artifacts, bytesFreed: sizes.reduce((sum, size) => sum + size, 0) };
}

function artifactsOf(run: StoredRun, store: Store): string[] {
  if (run.status !== "unreadable") return run.artifacts;
  throw new TeachwhyError({
    code: "unreadable-run",
    message: `The manifest of the run "${run.id}" in ${store.root} is missing or damaged: which artifacts it uses is not known.`,
    next: `Run its experiment again, which writes the manifest anew, or remove that run first: teachwhy runs rm ${run.id}`,
    data: { id: run.id },
  });
}

/** In one step out of sight, so that a kill never leaves a half of it in its place. */
async function remove(store: Store, path: string): Promise<void> {
  try {
    const out = await store.temporaryPath(`removed-${basename(path).slice(0, 16)}`);
    await rename(path, out);
    await rm(out, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw fileProblem({ error, path, next: "Make the store writable." });
  }
}

/** Bytes of all files below a path; 0 where there is nothing. */
async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(
    files.map(async (file) => (await lstat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
