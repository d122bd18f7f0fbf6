// How long `teachwhy --help` takes, whole process; the median of 21 runs has to stay under 300 ms.
// `node -e 0` is the yardstick: below it nothing can get.
// Usage: npx tsx benchmarks/cli-start.ts
import { execFileSync } from "node:child_process";

const limitMs = 300;
const runs = 21;

function medianMs(args: string[]): number {
  const times = Array.from({ length: runs }, () => {
    const begin = performance.now();
    execFileSync(process.execPath, args, { stdio: "ignore" });
    return performance.now() - begin;
  });
  return times.sort((a, b) => a - b)[(runs - 1) / 2]!;
}

execFileSync(process.execPath, ["scripts/prepare.mjs", "--build"], { stdio: "inherit" });
const nodeMs = medianMs(["-e", "0"]);
const helpMs = medianMs(["dist/cli/main.js", "--help"]);
console.log(`node alone       ${nodeMs.toFixed(0)} ms`);
console.log(`teachwhy --help  ${helpMs.toFixed(0)} ms (limit ${limitMs} ms, median of ${runs})`);
process.exitCode = helpMs < limitMs ? 0 : 1;
