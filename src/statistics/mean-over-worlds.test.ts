import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { relativeError, scipy } from "../../test/fixtures/statistics/scipy.ts";
import { meanOverWorlds, tTest } from "./index.ts";

const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
/** Rates to a tenth of a percent, as worlds give them. */
const rates = fc.array(
  fc.integer({ min: -1000, max: 1000 }).map((value) => value / 1000),
  {
    minLength: 2,
    maxLength: 20,
  },
);

describe("meanOverWorlds", () => {
  it("gives the interval of Student's sleep data", () => {
    // Student, Biometrika 6, 1908; the interval as R's t.test prints it
    const { mean, low, high, worlds } = meanOverWorlds(sleep);
    expect(worlds).toBe(10);
    expect(mean).toBeCloseTo(1.58, 12);
    expect(low).toBeCloseTo(0.7001142, 7);
    expect(high).toBeCloseTo(2.4598858, 7);
  });

  it("agrees with SciPy", () => {
    for (const { values, ...expected } of Object.values(scipy.tTests)) {
      const { low, high } = meanOverWorlds(values);
      expect(relativeError(low ?? Number.NaN, expected.low)).toBeLessThan(1e-10);
      expect(relativeError(high ?? Number.NaN, expected.high)).toBeLessThan(1e-10);
    }
  });

  it("has no bounds for one world, and says what the world gave", () => {
    expect(meanOverWorlds([0.4])).toEqual({ worlds: 1, mean: 0.4, low: null, high: null, values: [0.4] });
  });

  it("has no width where the worlds agree exactly, whatever the rounding of their sum", () => {
    expect(meanOverWorlds([0.1, 0.1, 0.1])).toEqual({
      worlds: 3,
      mean: 0.1,
      low: 0.1,
      high: 0.1,
      values: [0.1, 0.1, 0.1],
    });
  });

  it("keeps its own copy of the values", () => {
    const values = [0.1, 0.2];
    const result = meanOverWorlds(values);
    values[0] = 9;
    expect(result.values).toEqual([0.1, 0.2]);
  });

  it("moves with the values and turns with their sign", () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: -5, max: 5 }), (values, shift) => {
        const { low, high } = meanOverWorlds(values);
        const shifted = meanOverWorlds(values.map((value) => value + shift));
        const turned = meanOverWorlds(values.map((value) => -value));
        expect(shifted.low).toBeCloseTo(low! + shift, 9);
        expect(shifted.high).toBeCloseTo(high! + shift, 9);
        expect(turned.low).toBeCloseTo(-high!, 12);
        expect(turned.high).toBeCloseTo(-low!, 12);
      }),
    );
  });

  it("refuses no worlds and values that are no numbers", () => {
    expect(() => meanOverWorlds([])).toThrow(/values is empty/);
    expect(() => meanOverWorlds([0.1, Number.NaN])).toThrow(/values\[1\] is NaN/);
    expect(() => meanOverWorlds([0.1, 0.2], 95)).toThrow(/0.95, not 95/);
  });
});

describe("tTest", () => {
  it("gives t and p of Student's sleep data", () => {
    const { t, degreesOfFreedom, p } = tTest(sleep);
    expect(t).toBeCloseTo(4.0621, 4);
    expect(degreesOfFreedom).toBe(9);
    expect(p).toBeCloseTo(0.002833, 6);
  });

  it("agrees with SciPy", () => {
    for (const { values, ...expected } of Object.values(scipy.tTests)) {
      const { t, degreesOfFreedom, p } = tTest(values);
      expect(degreesOfFreedom).toBe(expected.degreesOfFreedom);
      expect(relativeError(t ?? Number.NaN, expected.t)).toBeLessThan(1e-12);
      expect(relativeError(p ?? Number.NaN, expected.p)).toBeLessThan(1e-10);
    }
  });

  it("agrees with the interval: p < 0.05 exactly when the 95% interval leaves out zero", () => {
    fc.assert(
      fc.property(rates, (values) => {
        const { low, high } = meanOverWorlds(values);
        const p = tTest(values).p!;
        fc.pre(Math.abs(p - 0.05) > 1e-9);
        expect(low! > 0 || high! < 0).toBe(p < 0.05);
      }),
      { numRuns: 500 },
    );
  });

  it("does not decide on one value", () => {
    expect(tTest([0.4])).toEqual({ t: null, degreesOfFreedom: 0, p: null });
  });

  it("takes values without spread to their limits", () => {
    expect(tTest([0, 0, 0])).toEqual({ t: 0, degreesOfFreedom: 2, p: 1 });
    expect(tTest([0.1, 0.1, 0.1])).toEqual({ t: Infinity, degreesOfFreedom: 2, p: 0 });
    expect(tTest([-0.5, -0.5])).toEqual({ t: -Infinity, degreesOfFreedom: 1, p: 0 });
  });

  it("refuses no values", () => {
    expect(() => tTest([])).toThrow(RangeError);
  });
});
