import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Check } from "./check.ts";

/** The main job stays below this with two workers. */
const neededGigabytes = 3;

export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const check = { name: "Node", required: true, found: version };
  if (major > 20 || (major === 20 && minor >= 19)) return { ...check, status: "fine" };
  return { ...check, status: "missing", next: "Install Node 20.19 or newer from https://nodejs.org." };
}

/** Cores, and which share of their time other programs took over half a second. */
export async function checkCores(): Promise<Check> {
  const before = cpuTimes();
  await sleep(500);
  const after = cpuTimes();
  const share = (after.busy - before.busy) / Math.max(1, after.all - before.all);
  const cores = availableParallelism();
  const free = cores * (1 - share);
  const check = { name: "cores", required: false, found: `${cores}, ${Math.round(100 * share)}% busy` };
  if (free >= Math.min(2, cores) - 0.5) return { ...check, status: "fine" };
  return {
    ...check,
    status: "warning",
    next:
      cores === 1
        ? "Runs train two arms side by side and take about twice as long on one core."
        : "Other programs are using the cores: runs take longer than announced. Wait for them, or end them.",
  };
}

/** Time since the machine started in milliseconds, summed over cores. */
function cpuTimes(): { busy: number; all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const total = times.user + times.nice + times.sys + times.idle + times.irq;
    all += total;
    busy += total - times.idle;
  }
  return { busy, all };
}

export function checkMemory(): Check {
  // A container may have less than its machine; Node reports a huge number where there is no limit.
  const limit = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const free = Math.min(freemem(), limit);
  const check = { name: "memory", required: false, found: `${gigabytes(free)} free of ${gigabytes(limit)}` };
  if (free >= neededGigabytes * 2 ** 30) return { ...check, status: "fine" };
  return {
    ...check,
    status: "warning",
    next: `The main job needs up to ${neededGigabytes} GB: close other programs, or use --workers 1.`,
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GB`;
}
