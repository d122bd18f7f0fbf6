// Who made a lock or a temporary folder, and whether that process still runs.
import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** One process among all that ever ran. What the system does not tell is "". */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in ticks since boot: a pid that is used again has another one. */
  start: string;
  host: string;
  boot: string;
  /** Pids mean something only within their namespace (containers). */
  namespace: string;
}

export type Liveness = "alive" | "dead" | "unknown";

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    start: readStatus(process.pid)?.start ?? "",
    host: hostname(),
    boot: tryRead(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    namespace: tryRead(() => readlinkSync("/proc/self/ns/pid")),
  };
}

/**
 * Whether a process runs; "unknown" for one of another host or container, whose pids cannot be seen from here.
 * Without /proc (macOS, Windows) a pid that is used again counts as alive: the safe side.
 */
export function livenessOf(owner: ProcessIdentity, here = thisProcess()): Liveness {
  const sameBoot = owner.boot === here.boot;
  // A laptop may change its name with its network; the boot id proves that it is the same machine.
  if (owner.host !== here.host && !(sameBoot && here.boot !== "")) return "unknown";
  if (!sameBoot) return "dead";
  if (owner.namespace !== here.namespace) return "unknown";
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it runs, under another user.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return "dead";
  }
  const status = readStatus(owner.pid);
  if (status === undefined) return "alive";
  // Z and X: killed already, only not yet collected by its parent.
  return status.start !== owner.start || "ZX".includes(status.state) ? "dead" : "alive";
}

/** A name for folders of this process; `livenessOfTag` reads it. */
export function toTag({ pid, start, host, boot, namespace }: ProcessIdentity): string {
  return [pid, start, ...[host, boot, namespace].map(short)].join("-");
}

/** Whether the process that a tag names runs; undefined where the name is no tag. */
export function livenessOfTag(tag: string): Liveness | undefined {
  const parts = /^(\d+)-(\d*)-(\w*)-(\w*)-(\w*)$/.exec(tag);
  if (!parts) return undefined;
  const [, pid, start, host, boot, namespace] = parts;
  const here = thisProcess();
  const same = { host: short(here.host), boot: short(here.boot), namespace: short(here.namespace) };
  return livenessOf({ pid: Number(pid), start, host, boot, namespace }, { ...here, ...same });
}

/** Eight hex digits; nothing stays nothing. */
const short = (text: string) =>
  text === "" ? "" : createHash("sha256").update(text).digest("hex").slice(0, 8);

/** State and start time of a process; see proc(5), /proc/pid/stat. */
function readStatus(pid: number): { state: string; start: string } | undefined {
  const line = tryRead(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The second field is the program's name in brackets and may itself hold spaces and brackets.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  return fields.length > 19 ? { state: fields[0], start: fields[19] } : undefined;
}

function tryRead(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}
