import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scipy } from "../../test/fixtures/statistics/scipy.ts";
import { type Pair, permutationTest } from "./index.ts";

const toPairs = (differences: number[]): Pair[] =>
  differences.map((difference, index) => ({ cluster: `plant ${index}`, treatment: difference, control: 0 }));
const maize = toPairs(scipy.tTests.maize.values);

describe("permutationTest", () => {
  it("counts what Fisher counted in Darwin's maize", () => {
    // The Design of Experiments, 1935, section 21: 863 of 32,768 patterns reach a sum of 314, one-sided
    const { p, exact } = permutationTest({ pairs: maize, permutations: 2 ** 15, seed: 1 });
    expect(exact).toBe(true);
    expect(p).toBe((2 * 863) / 32_768);
  });

  it("draws patterns where counting all would take more than was asked for", () => {
    const { p, exact } = permutationTest({ pairs: maize, seed: 1 });
    expect(exact).toBe(false);
    expect(p).toBeCloseTo((2 * 863) / 32_768, 2);
    expect(permutationTest({ pairs: maize, seed: 1 }).p).toBe(p);
    expect(permutationTest({ pairs: maize, seed: 2 }).p).not.toBe(p);
  });

  it("never gives less than its patterns allow", () => {
    expect(permutationTest({ pairs: toPairs([1, 2, 3, 4, 5]), seed: 1 }).p).toBe(2 / 32);
    expect(permutationTest({ pairs: toPairs([1, 2, 3, 4, 5, 6]), seed: 1 }).p).toBe(2 / 64);
    const many = toPairs(Array.from({ length: 40 }, () => 1));
    expect(permutationTest({ pairs: many, permutations: 999, seed: 1 })).toEqual({ p: 0.001, exact: false });
  });

  it("flips whole clusters: forty pairs of two clusters are two observations", () => {
    const pairs = Array.from({ length: 40 }, (_, index) => ({
      cluster: `${index % 2}`,
      treatment: 1,
      control: 0,
    }));
    expect(permutationTest({ pairs, seed: 1 })).toEqual({ p: 0.5, exact: true });
  });

  it("finds nothing where the arms do the same", () => {
    expect(permutationTest({ pairs: toPairs([0, 0, 0, 0, 0, 0, 0]), seed: 1 })).toEqual({
      p: 1,
      exact: true,
    });
  });

  it("counts ties as ties though rounding adds them up differently", () => {
    // 0.1 + 0.2 and 0.3 differ in the last bit: all eight patterns but the four with mixed signs tie.
    const differences = [0.1, 0.2, -0.3];
    const whole = differences.map((value) => value * 10);
    expect(permutationTest({ pairs: toPairs(differences), seed: 1 })).toEqual(
      permutationTest({ pairs: toPairs(whole.map(Math.round)), seed: 1 }),
    );
  });

  it("does not mind which arm is called treatment, nor the unit", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 8 }),
        (differences) => {
          const p = permutationTest({ pairs: toPairs(differences), seed: 1 }).p;
          expect(permutationTest({ pairs: toPairs(differences.map((value) => -value)), seed: 1 }).p).toBe(p);
          expect(permutationTest({ pairs: toPairs(differences.map((value) => value / 7)), seed: 1 }).p).toBe(
            p,
          );
        },
      ),
    );
  });

  it("refuses no pairs and no permutations", () => {
    expect(() => permutationTest({ pairs: [], seed: 1 })).toThrow(/pairs is empty/);
    expect(() => permutationTest({ pairs: maize, permutations: 0, seed: 1 })).toThrow(/permutations is 0/);
  });
});
