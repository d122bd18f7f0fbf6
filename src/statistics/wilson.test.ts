import { describe, expect, it } from "vitest";
import { exactCoverage, rateGrid, wald } from "../../test/fixtures/statistics/calibration.ts";
import { testRateInterval } from "../../test/fixtures/statistics/rate-interval-contract.ts";
import { wilson } from "./index.ts";

testRateInterval("wilson", wilson);

describe("wilson", () => {
  it.each([
    // R. Newcombe, Statistics in Medicine 17, 1998, table I, method 3
    { events: 81, n: 263, low: 0.2553, high: 0.3662 },
    { events: 15, n: 148, low: 0.0624, high: 0.1605 },
    { events: 0, n: 20, low: 0, high: 0.1611 },
    { events: 1, n: 29, low: 0.0061, high: 0.1718 },
  ])("gives the published interval for $events of $n", ({ events, n, low, high }) => {
    const interval = wilson({ events, n });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("returns the shape of a rate in results.json, and nothing more", () => {
    expect(wilson({ events: 5, n: 10 })).toEqual({
      n: 10,
      events: 5,
      rate: 0.5,
      low: expect.closeTo(0.2366, 4),
      high: expect.closeTo(0.7634, 4),
    });
  });

  it("covers 95% on average over all rates, where Wald does not", () => {
    for (const n of [10, 20, 50, 100, 200]) {
      expect(Math.abs(mean(exactCoverage({ interval: wilson, n, rates: rateGrid })) - 0.95)).toBeLessThan(
        0.006,
      );
    }
    expect(mean(exactCoverage({ interval: wald, n: 20, rates: rateGrid }))).toBeLessThan(0.86);
  });

  it("is measured by sums that reproduce published coverages", () => {
    // Brown, Cai and DasGupta 2001, section 2.1, of the Wald interval
    const coverage = (n: number, rate: number) => exactCoverage({ interval: wald, n, rates: [rate] })[0];
    expect(coverage(17, 0.5)).toBeCloseTo(0.951, 3);
    expect(coverage(40, 0.5)).toBeCloseTo(0.919, 3);
    expect(coverage(30, 0.2)).toBeCloseTo(0.946, 3);
    expect(coverage(98, 0.2)).toBeCloseTo(0.928, 3);
  });
});

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
