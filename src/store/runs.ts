// Runs: which experiment ran when, how, and on which artifacts. One folder each, with a manifest and its events.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { TeachwhyError } from "./error.ts";
import { isLocked, lockRun } from "./lock-run.ts";
import { nearest } from "./nearest.ts";
import type { Store } from "./open-store.ts";
import { writeFileAtomic } from "./write-file-atomic.ts";

const statuses = ["running", "stopped", "finished", "failed"] as const;
/** A process that was killed cannot say so: a run that nobody has locked is read as stopped, not running. */
export type RunStatus = (typeof statuses)[number];

export interface RunPlan {
  experiment: string;
  /** `hashOf` of all that decides what the run does. */
  planHash: string;
  command: readonly string[];
  versions: Record<string, string>;
  /** Facts about the machine: cores, memory, system. Names of keys at most, never keys. */
  host: Record<string, unknown>;
}

export interface RunManifest extends RunPlan {
  /** `<experiment>-<first 8 hex digits of planHash>`: the same plan is the same run, and goes on where it was. */
  id: string;
  status: RunStatus;
  /** Times are ISO 8601, UTC. */
  startedAt: string;
  updatedAt: string;
  finishedAt: string | null;
  /** Hashes of the artifacts that it uses. */
  artifacts: string[];
}

/** A run as it is on disk. An unreadable one has a manifest that is missing or damaged. */
export type StoredRun =
  | (RunManifest & { directory: string })
  | { id: string; directory: string; status: "unreadable" };

export interface Run {
  id: string;
  directory: string;
  eventsPath: string;
  /** Notes an artifact; before it is looked for or made, so that `removeRun` of another run leaves it. */
  use(hash: string): Promise<void>;
  /** Writes the last status and lets go of the lock. */
  end(status: Exclude<RunStatus, "running">): Promise<void>;
}

/**
 * Starts the run of a plan, or goes on with it, and locks it for this process: throws `run-locked` where another
 * process is at it.
 */
export async function createRun(store: Store, plan: RunPlan): Promise<Run> {
  const id = `${plan.experiment}-${plan.planHash.slice(0, 8)}`;
  const directory = join(store.root, "runs", id);
  const lock = await lockRun(directory);
  const before = await readRun(store, id);
  const now = new Date().toISOString();
  let manifest: RunManifest = {
    id,
    ...plan,
    status: "running",
    startedAt: before.status === "unreadable" ? now : before.startedAt,
    updatedAt: now,
    finishedAt: null,
    artifacts: before.status === "unreadable" ? [] : before.artifacts,
  };
  // One write after the other: two at once could end with the older one. A failed one has told its caller.
  let writing = Promise.resolve();
  const update = (changes: Partial<RunManifest>) => {
    manifest = { ...manifest, ...changes, updatedAt: new Date().toISOString() };
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    writing = writing.catch(() => {}).then(() => writeFileAtomic(manifestPath(store, id), text));
    return writing;
  };
  try {
    await update({});
  } catch (error) {
    lock.release();
    throw error;
  }
  return {
    id,
    directory,
    eventsPath: join(directory, "events.jsonl"),
    async use(hash) {
      if (!manifest.artifacts.includes(hash)) await update({ artifacts: [...manifest.artifacts, hash] });
    },
    async end(status) {
      try {
        await update({ status, finishedAt: status === "finished" ? new Date().toISOString() : null });
      } finally {
        lock.release();
      }
    },
  };
}

/** All runs of the store, the last used first; unreadable ones last. */
export async function listRuns(store: Store): Promise<StoredRun[]> {
  const entries = await readdir(join(store.root, "runs"), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory());
  const runs = await Promise.all(folders.map(({ name }) => readRun(store, name)));
  const lastUse = (run: StoredRun) => (run.status === "unreadable" ? "" : run.updatedAt);
  return runs.sort((a, b) => lastUse(b).localeCompare(lastUse(a)) || a.id.localeCompare(b.id));
}

/** One run; throws a TeachwhyError (`unknown-run`) with the nearest name where there is none of this id. */
export async function showRun(store: Store, id: string): Promise<StoredRun> {
  const runs = await listRuns(store);
  const run = runs.find((one) => one.id === id);
  if (run) return run;
  const ids = runs.map((one) => one.id);
  const near = nearest(id, ids);
  const known = ids.length === 0 ? "There are none yet." : `Known: ${ids.join(", ")}.`;
  throw new TeachwhyError({
    code: "unknown-run",
    message: `No run "${id}" in ${store.root}. ${known}${near ? ` Did you mean "${near}"?` : ""}`,
    next: "`teachwhy runs list` shows the runs of a store; --store DIR or TEACHWHY_STORE names another store.",
    data: { id, known: ids },
  });
}

const manifestPath = (store: Store, id: string) => join(store.root, "runs", id, "manifest.json");

async function readRun(store: Store, id: string): Promise<StoredRun> {
  const directory = join(store.root, "runs", id);
  try {
    const manifest: unknown = JSON.parse(await readFile(manifestPath(store, id), "utf8"));
    if (!isManifest(manifest, id)) return { id, directory, status: "unreadable" };
    const abandoned = manifest.status === "running" && !isLocked(directory);
    return { ...manifest, directory, status: abandoned ? "stopped" : manifest.status };
  } catch {
    return { id, directory, status: "unreadable" };
  }
}

/** Checked with care where it decides what is deleted: an artifact's name must not lead out of the store. */
function isManifest(value: unknown, id: string): value is RunManifest {
  if (typeof value !== "object" || value === null) return false;
  const { artifacts, status, ...manifest } = value as Record<string, unknown>;
  return (
    manifest.id === id &&
    typeof manifest.startedAt === "string" &&
    typeof manifest.updatedAt === "string" &&
    statuses.some((known) => known === status) &&
    Array.isArray(artifacts) &&
    artifacts.every((hash) => typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash))
  );
}
