// How long do the main job and its short form take, and how much memory, from an empty store to the report?
//
//   npx tsx benchmarks/main-job.ts            the short form, three times
//   npx tsx benchmarks/main-job.ts main 3     the main job, three times: half an hour on idle cores
//
// Prints every run and the median, with the load before it: a figure from a busy machine says little.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [form = "quick", times = "3"] = process.argv.slice(2);

interface Timing {
  seconds: number;
  peakMb: number;
  loadBefore: number;
}

const built = spawnSync(process.execPath, ["scripts/prepare.mjs", "--build"], {
  cwd: root,
  stdio: "inherit",
});
if (built.status !== 0) process.exit(1);
const timings: Timing[] = [];
for (let turn = 0; turn < Number(times); turn++) timings.push(await timeOnce());
const seconds = timings.map((timing) => timing.seconds).sort((a, b) => a - b);
console.table(timings);
console.log(`${form}: median ${seconds[Math.floor(seconds.length / 2)]} s`);

async function timeOnce(): Promise<Timing> {
  const folder = mkdtempSync(join(tmpdir(), "teachwhy-timing-"));
  const loadBefore = loadavg()[0]!;
  const begin = performance.now();
  const child = spawn(
    process.execPath,
    [
      join(root, "dist/cli/main.js"),
      "demo",
      ...(form === "quick" ? ["--quick"] : []),
      ...["--store", join(folder, "store"), "--out", join(folder, "out")],
    ],
    { stdio: "ignore" },
  );
  let peakMb = 0;
  // Linux keeps the peak of a process; elsewhere memory stays 0.
  const watch = setInterval(() => {
    const status = readStatus(child.pid!);
    peakMb = Math.max(peakMb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1000);
  }, 250);
  const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
  clearInterval(watch);
  const taken = Number(((performance.now() - begin) / 1000).toFixed(1));
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`The ${form} job ended with exit code ${code}.`);
  return { seconds: taken, peakMb: Math.round(peakMb), loadBefore };
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
