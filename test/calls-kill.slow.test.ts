// The small form of benchmarks/kill-calls.ts.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { killCalls } from "./fixtures/session/kill-calls.ts";

test("500 calls with a fifth of them faulty, killed five times: nothing is lost, asked twice or overspent", async () => {
  const folder = mkdtempSync(join(tmpdir(), "teachwhy-calls-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const report = await killCalls({ folder, calls: 500, kills: 5, concurrency: 32, seed: 20261124 });
  expect(report.kills).toBe(5);
  expect(report.capsReached).toBeGreaterThan(0);
  expect(Object.values(report.outcomes).reduce((sum, count) => sum + count)).toBe(500);
  expect(report.outcomes.answered).toBeGreaterThan(400);
  expect(report.answeredTwice).toBe(0);
  expect(report.repeats).toBeLessThanOrEqual(report.inFlightAtKills);
  for (const { billedUsd, countedUsd, capUsd } of report.stops) {
    expect(billedUsd).toBeLessThanOrEqual(countedUsd);
    expect(countedUsd).toBeLessThanOrEqual(capUsd + 1e-9);
  }
});
