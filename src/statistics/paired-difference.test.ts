import { describe, expect, it } from "vitest";
import { arms } from "../../test/fixtures/statistics/calibration.ts";
import { scipy } from "../../test/fixtures/statistics/scipy.ts";
import { createRandom, meanOverWorlds, type Pair, pairedDifference } from "./index.ts";

const toPairs = (differences: number[]): Pair[] =>
  differences.map((difference, index) => ({
    cluster: `plant ${index}`,
    treatment: 50 + difference,
    control: 50,
  }));

describe("pairedDifference", () => {
  it("gives nearly the t interval for clusters of one pair", () => {
    for (const name of ["sleep", "maize"] as const) {
      const { values } = scipy.tTests[name];
      const bootstrap = pairedDifference({ pairs: toPairs(values), seed: 1 });
      const t = meanOverWorlds(values);
      expect(bootstrap.difference).toBeCloseTo(t.mean, 10);
      const ratio = (bootstrap.high! - bootstrap.low!) / (t.high! - t.low!);
      expect(ratio).toBeGreaterThan(0.85);
      expect(ratio).toBeLessThan(1.15);
    }
  });

  it("is the mean over pairs, so that a cluster weighs what it holds", () => {
    const pairs: Pair[] = [
      { cluster: "small", treatment: 1, control: 0 },
      { cluster: "large", treatment: 0, control: 0 },
      { cluster: "large", treatment: 1, control: 1 },
      { cluster: "large", treatment: 0, control: 0 },
    ];
    expect(pairedDifference({ pairs, seed: 1 })).toMatchObject({
      difference: 0.25,
      clusters: 2,
      low: 0,
      high: 1,
    });
  });

  it("is wider for clusters than for the same pairs taken one by one", () => {
    const pairs = arms({ random: createRandom(3), clusters: 12 });
    const apart = pairs.map((pair, index) => ({ ...pair, cluster: `pair ${index}` }));
    const width = ({ low, high }: { low: number | null; high: number | null }) => high! - low!;
    expect(width(pairedDifference({ pairs, seed: 1 }))).toBeGreaterThan(
      1.5 * width(pairedDifference({ pairs: apart, resamples: 1000, seed: 1 })),
    );
  });

  it("sees a difference that is there, and shrinks to it when the clusters agree", () => {
    const pairs = toPairs([3, 3, 3, 3, 3, 3]);
    expect(pairedDifference({ pairs, seed: 1 })).toEqual({ difference: 3, low: 3, high: 3, clusters: 6 });
  });

  it("is the same for the same seed and another for another", () => {
    const pairs = toPairs(scipy.tTests.maize.values);
    const first = pairedDifference({ pairs, resamples: 200, seed: 1 });
    expect(pairedDifference({ pairs, resamples: 200, seed: 1 })).toEqual(first);
    expect(pairedDifference({ pairs, resamples: 200, seed: 2 }).low).not.toBe(first.low);
  });

  it("widens with the confidence asked for", () => {
    const pairs = toPairs(scipy.tTests.maize.values);
    const narrow = pairedDifference({ pairs, seed: 1, confidence: 0.8 });
    const wide = pairedDifference({ pairs, seed: 1, confidence: 0.99 });
    expect(wide.low).toBeLessThan(narrow.low!);
    expect(wide.high).toBeGreaterThan(narrow.high!);
  });

  it("has no bounds for one cluster, however many pairs it holds", () => {
    const pairs = [1, 0, 1].map((treatment) => ({ cluster: "only", treatment, control: 0 }));
    expect(pairedDifference({ pairs, seed: 1 })).toEqual({
      difference: expect.closeTo(2 / 3, 12),
      low: null,
      high: null,
      clusters: 1,
    });
  });

  it("refuses no pairs, values that are no numbers, and no resamples", () => {
    expect(() => pairedDifference({ pairs: [], seed: 1 })).toThrow(/pairs is empty/);
    const broken = [{ cluster: "a", treatment: Number.NaN, control: 0 }];
    expect(() => pairedDifference({ pairs: broken, seed: 1 })).toThrow(/pairs\[0\] is NaN/);
    expect(() => pairedDifference({ pairs: toPairs([1, 2]), resamples: 0, seed: 1 })).toThrow(
      /resamples is 0/,
    );
  });
});
