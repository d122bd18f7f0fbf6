// Calls under `kill -9`. Figure to hold: all items end, no stored answer is asked for again, no more repeats than were in
// flight at the kills, and neither what the provider could bill nor what the ledger counts ever passes the cap.
// Usage: npx tsx benchmarks/kill-calls.ts [CALLS, default 10000] [KILLS, default 50] [CONCURRENCY, default 64]
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { killCalls } from "../test/fixtures/session/kill-calls.ts";

const calls = Number(process.argv[2] ?? 10_000);
const kills = Number(process.argv[3] ?? 50);
const concurrency = Number(process.argv[4] ?? 64);

const folder = mkdtempSync(join(tmpdir(), "teachwhy-calls-"));
try {
  console.log(`${calls} calls, ${kills} kills, concurrency ${concurrency}, load ${loadavg()[0].toFixed(1)}`);
  const begin = performance.now();
  const report = await killCalls({ folder, calls, kills, concurrency, seed: 20261124 });
  const { stops, outcomes, ...counts } = report;
  const last = stops[stops.length - 1];
  const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
  console.log(`items that ended: ${ended}: ${JSON.stringify(outcomes)}`);
  console.log(JSON.stringify(counts));
  console.log(`at the end: ${JSON.stringify(last)}`);
  const checks = {
    "every item ended": ended === calls,
    "as many kills as asked for": counts.kills === kills,
    "no stored answer asked for again": counts.answeredTwice === 0,
    "no more repeats than were in flight at the kills": counts.repeats <= counts.inFlightAtKills,
    "billed <= counted <= cap at every stop": stops.every(
      ({ billedUsd, countedUsd, capUsd }) => billedUsd <= countedUsd && countedUsd <= capUsd + 1e-9,
    ),
  };
  for (const [name, holds] of Object.entries(checks)) console.log(`${holds ? "yes" : "NO "}  ${name}`);
  console.log(`${((performance.now() - begin) / 1000).toFixed(0)} s, load ${loadavg()[0].toFixed(1)}`);
  process.exitCode = Object.values(checks).every(Boolean) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
