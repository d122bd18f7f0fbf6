import fc from "fast-check";
import jstat from "jstat";
import { describe, expect, it } from "vitest";
import { relativeError, scipy } from "../../test/fixtures/statistics/scipy.ts";
import {
  inverseIncompleteBeta,
  logGamma,
  normalCdf,
  normalQuantile,
  regularisedIncompleteBeta,
  studentTCdf,
  studentTQuantile,
} from "./special-functions.ts";

const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const shape = fc.double({ min: 0.5, max: 300, noNaN: true });

describe("against SciPy", () => {
  it("logGamma", () => {
    for (const [x, expected] of scipy.logGamma) {
      expect(relativeError(logGamma(x), expected, 1)).toBeLessThan(1e-14);
    }
  });

  it("regularisedIncompleteBeta", () => {
    for (const [x, a, b, expected] of scipy.incompleteBeta) {
      // Large shapes lose digits in the difference of three large logarithms.
      const tolerance = a + b > 1000 ? 1e-9 : 1e-12;
      expect(relativeError(regularisedIncompleteBeta(x, a, b), expected), `I_${x}(${a}, ${b})`).toBeLessThan(
        tolerance,
      );
    }
  });

  it("inverseIncompleteBeta", () => {
    for (const [p, a, b, expected] of scipy.inverseIncompleteBeta) {
      const tolerance = a + b > 1000 ? 1e-9 : 1e-12;
      expect(relativeError(inverseIncompleteBeta(p, a, b), expected), `p = ${p}, ${a}, ${b}`).toBeLessThan(
        tolerance,
      );
    }
  });

  it("normalCdf and normalQuantile, far into the tails", () => {
    for (const [z, expected] of scipy.normalCdf) {
      expect(relativeError(normalCdf(z), expected), `z = ${z}`).toBeLessThan(1e-12);
    }
    for (const [p, expected] of scipy.normalQuantile) {
      expect(relativeError(normalQuantile(p), expected, 1), `p = ${p}`).toBeLessThan(1e-12);
    }
  });

  it("studentTCdf and studentTQuantile", () => {
    for (const [t, degreesOfFreedom, expected] of scipy.studentTCdf) {
      expect(relativeError(studentTCdf(t, degreesOfFreedom), expected), `t = ${t}`).toBeLessThan(1e-11);
    }
    for (const [p, degreesOfFreedom, expected] of scipy.studentTQuantile) {
      const error = relativeError(studentTQuantile(p, degreesOfFreedom), expected, 1);
      expect(error, `p = ${p}, ${degreesOfFreedom}`).toBeLessThan(1e-11);
    }
  });
});

describe("against jStat, on whatever values", () => {
  // jStat stops its own iterations at about seven digits.
  it("agrees on the incomplete beta function and its inverse", () => {
    fc.assert(
      fc.property(probability, shape, shape, (x, a, b) => {
        expect(regularisedIncompleteBeta(x, a, b)).toBeCloseTo(jstat.ibeta(x, a, b), 6);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), shape, shape, (p, a, b) => {
        expect(inverseIncompleteBeta(p, a, b)).toBeCloseTo(jstat.ibetainv(p, a, b), 5);
      }),
      { numRuns: 500 },
    );
  });

  it("agrees on the normal distribution", () => {
    fc.assert(
      fc.property(probability, (p) => {
        expect(normalQuantile(p)).toBeCloseTo(jstat.normal.inv(p, 0, 1), 6);
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(jstat.normal.cdf(normalQuantile(p), 0, 1), 6);
      }),
      { numRuns: 500 },
    );
  });

  it("agrees on Student's t", () => {
    const degrees = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(fc.double({ min: -20, max: 20, noNaN: true }), degrees, (t, df) => {
        expect(studentTCdf(t, df)).toBeCloseTo(jstat.studentt.cdf(t, df), 6);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), degrees, (p, df) => {
        expect(relativeError(studentTQuantile(p, df), jstat.studentt.inv(p, df), 1)).toBeLessThan(1e-5);
      }),
      { numRuns: 500 },
    );
  });
});

describe("identities", () => {
  it("logGamma steps like a factorial", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e5, noNaN: true }), (x) => {
        expect(relativeError(logGamma(x + 1), logGamma(x) + Math.log(x), 1)).toBeLessThan(1e-13);
      }),
    );
    expect(Math.exp(logGamma(6))).toBeCloseTo(120, 10);
  });

  it("the inverses invert", () => {
    // Shapes below one pile their mass at the ends, where neighbouring doubles are far apart in probability.
    const rounded = fc.double({ min: 1, max: 300, noNaN: true });
    fc.assert(
      fc.property(probability, rounded, rounded, (p, a, b) => {
        expect(regularisedIncompleteBeta(inverseIncompleteBeta(p, a, b), a, b)).toBeCloseTo(p, 10);
      }),
    );
    fc.assert(
      fc.property(probability, fc.integer({ min: 1, max: 500 }), (p, df) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 13);
        expect(studentTCdf(studentTQuantile(p, df), df)).toBeCloseTo(p, 12);
      }),
    );
  });

  it("the distributions are symmetric around zero and end at 0 and 1", () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(Math.abs(studentTQuantile(0.5, 3))).toBe(0);
    expect(studentTCdf(0, 3)).toBe(0.5);
    expect(studentTCdf(-Infinity, 3)).toBe(0);
    expect(studentTCdf(Infinity, 3)).toBe(1);
    expect(regularisedIncompleteBeta(0, 2, 3)).toBe(0);
    expect(regularisedIncompleteBeta(1, 2, 3)).toBe(1);
    expect(inverseIncompleteBeta(0, 2, 3)).toBe(0);
    expect(inverseIncompleteBeta(1, 2, 3)).toBe(1);
  });

  it("values outside the domain are errors, not NaN", () => {
    expect(() => logGamma(0)).toThrow(RangeError);
    expect(() => regularisedIncompleteBeta(1.1, 2, 3)).toThrow(RangeError);
    expect(() => regularisedIncompleteBeta(0.5, 0, 3)).toThrow(RangeError);
    expect(() => inverseIncompleteBeta(-0.1, 2, 3)).toThrow(RangeError);
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => studentTQuantile(1, 3)).toThrow(RangeError);
    expect(() => studentTQuantile(Number.NaN, 3)).toThrow(RangeError);
  });
});
