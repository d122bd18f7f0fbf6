import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import {
  coverageTable,
  falseAlarms,
  falseAlarmTable,
  measureFalseAlarms,
} from "../../test/fixtures/statistics/calibration.ts";

const page = readFileSync(new URL("../../docs/statistics.md", import.meta.url), "utf8");
// At most 5% of 1,000 runs, with room for chance: a true 5% passes 66 once in a hundred such tests.
const mostAlarms = 66;

describe("an arm compared with itself, 1,000 times", () => {
  const measured = measureFalseAlarms();
  const of = (clusters: number) => measured.find((row) => row.clusters === clusters)!.alarms;

  it("raises no more false alarms than it should by the sign-flip test and the t interval", () => {
    for (const { alarms } of measured) {
      expect(alarms.permutation).toBeLessThanOrEqual(mostAlarms);
      expect(alarms.tInterval).toBeLessThanOrEqual(mostAlarms);
    }
  });

  it("raises about as many by the bootstrap from 12 clusters on, and more below", () => {
    expect(of(12).bootstrap).toBeLessThanOrEqual(mostAlarms);
    expect(of(24).bootstrap).toBeLessThanOrEqual(mostAlarms);
    expect(of(6).bootstrap).toBeLessThanOrEqual(80);
    expect(of(3).bootstrap).toBeGreaterThan(mostAlarms);
  });

  it("raises far more by the plain percentile interval of six clusters, and by pairs taken one by one", () => {
    expect(of(6).plainPercentile).toBeGreaterThan(100);
    expect(of(24).clustersIgnored).toBeGreaterThan(250);
  });

  it("is what the page says", () => {
    expect(page).toContain(falseAlarmTable(measured));
  });

  it("does not hang on the seed", () => {
    const { alarms } = falseAlarms({ clusters: 6, runs: 1000, seed: 2 });
    expect(alarms.permutation).toBeLessThanOrEqual(mostAlarms);
    expect(alarms.tInterval).toBeLessThanOrEqual(mostAlarms);
  });
});

describe("docs/statistics.md", () => {
  it("shows the coverage that the intervals have", () => {
    expect(page).toContain(coverageTable());
  });

  it("shows the example and what it prints", async () => {
    const example = new URL("../../test/fixtures/statistics/example.ts", import.meta.url);
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    await import("../../test/fixtures/statistics/example.ts");
    const printed = log.mock.calls.map(([line]) => `${line}\n`).join("");
    log.mockRestore();
    expect(page).toContain(`\`\`\`ts\n${readFileSync(example, "utf8")}\`\`\``);
    expect(page).toContain(`\`\`\`text\n${printed}\`\`\``);
  });
});
