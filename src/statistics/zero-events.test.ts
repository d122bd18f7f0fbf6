import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clopperPearson, sampleSizeForZeroBound, upperBoundAtZero } from "./index.ts";

describe("upperBoundAtZero", () => {
  it("follows the rule of three", () => {
    // Hanley and Lippman-Hand 1983: 0 of 14 leaves 19.3%, and 0 of n about 3/n
    expect(upperBoundAtZero({ n: 14 })).toBeCloseTo(0.193, 3);
    expect(upperBoundAtZero({ n: 1 })).toBeCloseTo(0.95, 12);
    expect(upperBoundAtZero({ n: 10_000 }) * 10_000).toBeCloseTo(3, 2);
  });

  it("is the rate at which seeing nothing has probability 1 - confidence", () => {
    const confidences = fc.double({ min: 0.5, max: 0.9999, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), confidences, (n, confidence) => {
        const bound = upperBoundAtZero({ n, confidence });
        expect(Math.exp(n * Math.log1p(-bound))).toBeCloseTo(1 - confidence, 10);
      }),
    );
  });

  it("is one-sided: the upper end of the two-sided 90% Clopper-Pearson interval", () => {
    for (const n of [1, 20, 192, 5000]) {
      const { high } = clopperPearson({ events: 0, n, confidence: 0.9 });
      expect(upperBoundAtZero({ n })).toBeCloseTo(high, 12);
    }
  });

  it("refuses zero cases and percentages", () => {
    expect(() => upperBoundAtZero({ n: 0 })).toThrow(/n is 0/);
    expect(() => upperBoundAtZero({ n: 20, confidence: 95 })).toThrow(/0.95, not 95/);
  });
});

describe("sampleSizeForZeroBound", () => {
  it("gives the well-known 59 and 299", () => {
    expect(sampleSizeForZeroBound({ bound: 0.05 })).toBe(59);
    expect(sampleSizeForZeroBound({ bound: 0.01 })).toBe(299);
    expect(sampleSizeForZeroBound({ bound: 0.01, confidence: 0.99 })).toBe(459);
  });

  it("adds no case for rounding where the bound is met exactly", () => {
    expect(sampleSizeForZeroBound({ bound: 0.5, confidence: 0.75 })).toBe(2);
    for (let n = 1; n <= 3000; n++)
      expect(sampleSizeForZeroBound({ bound: upperBoundAtZero({ n }) })).toBe(n);
  });

  it("is the smallest number that does it", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 0.9, noNaN: true }), (bound) => {
        const n = sampleSizeForZeroBound({ bound });
        expect(upperBoundAtZero({ n })).toBeLessThanOrEqual(bound * (1 + 1e-11));
        if (n > 1) expect(upperBoundAtZero({ n: n - 1 })).toBeGreaterThan(bound);
      }),
    );
  });

  it("refuses a bound of zero: no number of cases proves that", () => {
    expect(() => sampleSizeForZeroBound({ bound: 0 })).toThrow(/bound is 0/);
  });
});
