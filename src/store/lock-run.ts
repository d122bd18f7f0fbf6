// One process a run. Not proper-lockfile: it knows a dead holder only by a time-out, so that after `kill -9` the
// same command would have to wait before it may go on. Here the holder's pid and start time are asked instead.
//
// DIR/lock/held/owner.json is the lock. It is filled beside its place and renamed there, so nobody sees a half of
// it, and no system renames onto a folder that is not empty, so only one process gets it. To take a dead
// holder's lock over means renaming `held` to `ended-<its id>`. That name stays taken, so a slow process that
// still believes in the same dead holder fails to move its successor's lock away.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { TeachwhyError } from "./error.ts";
import { fileProblem } from "./file-problem.ts";
import { makeDirectory } from "./make-directory.ts";
import { livenessOf, type ProcessIdentity, thisProcess } from "./process-identity.ts";

export interface RunLock {
  /** May be called more than once. Also done when the process exits. */
  release(): void;
}

interface LockOwner extends ProcessIdentity {
  id: string;
  since: string;
}

/** How long ended locks stay: far longer than any process needs between reading a lock and moving it. */
const keepEndedMs = 3_600_000;

/**
 * Locks a folder (made where missing) for this process, or throws a TeachwhyError (`run-locked`) that names the
 * process that has it. The lock of a process that was killed is taken over at once.
 */
export async function lockRun(directory: string): Promise<RunLock> {
  const place = join(directory, "lock");
  const held = join(place, "held");
  const own: LockOwner = { ...thisProcess(), id: randomUUID(), since: new Date().toISOString() };
  try {
    makeDirectory(place);
    removeOld(place);
    take(place, own);
  } catch (error) {
    throw fileProblem({ error, path: place, next: "Choose another folder, or make this one writable." });
  }
  const release = () => {
    process.off("exit", release);
    // Whoever removed the run has removed its lock, too.
    if (readOwner(held)?.id === own.id) move(held, join(place, `ended-${own.id}`));
  };
  process.on("exit", release);
  return { release };
}

/** Whether a process has the folder; so does one that cannot be seen from here (another host). */
export function isLocked(directory: string): boolean {
  const owner = readOwner(join(directory, "lock", "held"));
  return owner !== undefined && livenessOf(owner) !== "dead";
}

function take(place: string, own: LockOwner): void {
  const held = join(place, "held");
  const mine = join(place, `new-${own.id}`);
  mkdirSync(mine);
  try {
    writeOwner(mine, own);
    while (!move(mine, held)) {
      const owner = readOwner(held);
      if (!owner) continue; // released at this moment
      const liveness = livenessOf(owner);
      if (liveness !== "dead") throw lockedError({ directory: join(place, ".."), held, owner, liveness });
      move(held, join(place, `ended-${owner.id}`));
    }
  } finally {
    rmSync(mine, { recursive: true, force: true });
  }
}

/** On disk before it is in place, or a power cut could leave a lock that names nobody. */
function writeOwner(folder: string, owner: LockOwner): void {
  const file = openSync(join(folder, "owner.json"), "wx");
  writeSync(file, JSON.stringify(owner));
  fsyncSync(file);
  closeSync(file);
}

function readOwner(held: string): LockOwner | undefined {
  const path = join(held, "owner.json");
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) return undefined;
    throw new TeachwhyError({
      code: "lock-damaged",
      message: `The lock ${path} is damaged: it does not say which process has the run.`,
      next: `Make sure that no teachwhy works there, remove the folder ${held}, and run the command again.`,
      data: { path },
      cause: error,
    });
  }
}

/** False where the one is gone or the other is taken. */
function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const expected = ["ENOENT", "ENOTEMPTY", "EEXIST", ...(process.platform === "win32" ? ["EPERM"] : [])];
    if (expected.includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

function removeOld(place: string): void {
  for (const name of readdirSync(place).filter((name) => name !== "held")) {
    const path = join(place, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.ctimeMs ?? Date.now();
    if (Date.now() - changed > keepEndedMs) rmSync(path, { recursive: true, force: true });
  }
}

interface Locked {
  directory: string;
  held: string;
  owner: LockOwner;
  liveness: "alive" | "unknown";
}

function lockedError({ directory, held, owner, liveness }: Locked): TeachwhyError {
  const { pid, host, since } = owner;
  const seen = liveness === "alive";
  const who = seen
    ? pid === process.pid
      ? `process ${pid} (this one)`
      : `process ${pid}`
    : `process ${pid} of ${host}`;
  const wait = "Wait until it ends, or stop it";
  return new TeachwhyError({
    code: "run-locked",
    message: `${directory} is in use by ${who} since ${since}.`,
    next: seen
      ? `${wait} (kill ${pid}), and run the command again.${owner.start === "" ? ` If process ${pid} is not teachwhy, remove the folder ${held}.` : ""}`
      : `Whether it still runs cannot be seen from here. ${wait}; if it was killed, remove the folder ${held}. Then run the command again.`,
    data: { directory, pid, host, since },
  });
}
