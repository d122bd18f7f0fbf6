import fc from "fast-check";
import jstat from "jstat";
import { describe, expect, it } from "vitest";
import { exactCoverage, rateGrid } from "../../test/fixtures/statistics/calibration.ts";
import { testRateInterval } from "../../test/fixtures/statistics/rate-interval-contract.ts";
import { clopperPearson } from "./index.ts";

testRateInterval("clopperPearson", clopperPearson);

describe("clopperPearson", () => {
  it.each([
    // R. Newcombe, Statistics in Medicine 17, 1998, table I, method 5
    { events: 81, n: 263, low: 0.2527, high: 0.3676 },
    { events: 15, n: 148, low: 0.0578, high: 0.1617 },
    { events: 0, n: 20, low: 0, high: 0.1684 },
    { events: 1, n: 29, low: 0.0009, high: 0.1776 },
  ])("gives the published interval for $events of $n", ({ events, n, low, high }) => {
    const interval = clopperPearson({ events, n });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("covers at least 95% at every single rate", () => {
    for (const n of [1, 2, 5, 10, 20, 50, 100, 200]) {
      const coverage = exactCoverage({ interval: clopperPearson, n, rates: [0, ...rateGrid, 1] });
      expect(Math.min(...coverage)).toBeGreaterThanOrEqual(0.95);
    }
  });

  it("agrees with jStat's quantiles of the beta distribution", () => {
    const cases = fc
      .integer({ min: 2, max: 300 })
      .chain((n) => fc.tuple(fc.integer({ min: 1, max: n - 1 }), fc.constant(n)));
    fc.assert(
      fc.property(cases, ([events, n]) => {
        const { low, high } = clopperPearson({ events, n });
        expect(low).toBeCloseTo(jstat.ibetainv(0.025, events, n - events + 1), 5);
        expect(high).toBeCloseTo(jstat.ibetainv(0.975, events + 1, n - events), 5);
      }),
      { numRuns: 500 },
    );
  });
});
