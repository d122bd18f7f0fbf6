import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holm } from "./index.ts";

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe("holm", () => {
  it("does what one does by hand", () => {
    // Ascending 0.005, 0.01, 0.03, 0.04, times 4, 3, 2, 1: 0.02, 0.03, 0.06, and 0.04, which may not be
    // smaller than the one before it.
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [index, expected] of [0.03, 0.06, 0.06, 0.02].entries()) {
      expect(adjusted[index]).toBeCloseTo(expected, 12);
    }
  });

  it("leaves one comparison as it is, and none as none", () => {
    expect(holm([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
  });

  it("keeps the order of evidence, raises every p, and stays below Bonferroni and 1", () => {
    fc.assert(
      fc.property(pValues, (values) => {
        const adjusted = holm(values);
        for (const [i, p] of values.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * values.length));
          for (const [j, other] of values.entries()) {
            if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
            if (p === other) expect(adjusted[i]).toBe(adjusted[j]);
          }
        }
      }),
    );
  });

  it("does not depend on the order given", () => {
    fc.assert(
      fc.property(pValues, (values) => {
        expect(holm([...values].reverse())).toEqual(holm(values).reverse());
      }),
    );
  });

  it("refuses what is no probability", () => {
    expect(() => holm([0.01, Number.NaN])).toThrow(/pValues\[1\] is NaN/);
    expect(() => holm([1.2])).toThrow(RangeError);
  });
});
