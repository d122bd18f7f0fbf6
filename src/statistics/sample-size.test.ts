import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, powerForDifference, sampleSizeForDifference } from "./index.ts";

const rate = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

describe("sampleSizeForDifference and powerForDifference", () => {
  it("give what the examples of R's power.prop.test give", () => {
    expect(powerForDifference({ first: 0.5, second: 0.75, n: 50 })).toBeCloseTo(0.74, 3);
    expect(sampleSizeForDifference({ first: 0.5, second: 0.75, power: 0.9 })).toBe(77);
  });

  it("agree: the size is the smallest that has the power", () => {
    fc.assert(
      fc.property(rate, rate, fc.double({ min: 0.5, max: 0.99, noNaN: true }), (first, second, power) => {
        fc.pre(first !== second);
        const n = sampleSizeForDifference({ first, second, power });
        expect(powerForDifference({ first, second, n })).toBeGreaterThanOrEqual(power - 1e-9);
        if (n > 1) expect(powerForDifference({ first, second, n: n - 1 })).toBeLessThan(power + 1e-9);
      }),
    );
  });

  it("do not mind which rate comes first", () => {
    expect(sampleSizeForDifference({ first: 0.05, second: 0.1 })).toBe(
      sampleSizeForDifference({ first: 0.1, second: 0.05 }),
    );
  });

  it("want more cases for a smaller difference, more power, or a stricter test", () => {
    const base = sampleSizeForDifference({ first: 0.1, second: 0.2 });
    expect(sampleSizeForDifference({ first: 0.1, second: 0.15 })).toBeGreaterThan(base);
    expect(sampleSizeForDifference({ first: 0.1, second: 0.2, power: 0.9 })).toBeGreaterThan(base);
    expect(sampleSizeForDifference({ first: 0.1, second: 0.2, alpha: 0.01 })).toBeGreaterThan(base);
  });

  it("promise the power that the test then has", () => {
    const [first, second] = [0.3, 0.15];
    const n = sampleSizeForDifference({ first, second });
    const random = createRandom(1, "power");
    const count = (rate: number) =>
      Array.from({ length: n }, () => random.chance(rate)).filter(Boolean).length;
    let found = 0;
    for (let run = 0; run < 2000; run++) {
      const [a, b] = [count(first), count(second)];
      const pooled = (a + b) / (2 * n);
      const z = (a - b) / n / Math.sqrt((2 * pooled * (1 - pooled)) / n);
      if (z > 1.959964) found += 1;
    }
    expect(found / 2000).toBeGreaterThan(0.77);
    expect(found / 2000).toBeLessThan(0.83);
  });

  it("take rates of 0 and 1, which leave nothing to chance", () => {
    expect(powerForDifference({ first: 0, second: 1, n: 1 })).toBe(0);
    expect(powerForDifference({ first: 0, second: 1, n: 2 })).toBe(1);
    expect(sampleSizeForDifference({ first: 0, second: 1 })).toBe(2);
  });

  it("refuse equal rates and percentages", () => {
    expect(() => sampleSizeForDifference({ first: 0.2, second: 0.2 })).toThrow(/difference of zero/);
    expect(() => powerForDifference({ first: 0.2, second: 0.2, n: 10 })).toThrow(RangeError);
    expect(() => sampleSizeForDifference({ first: 20, second: 10 })).toThrow(/0.25, not 25/);
    expect(() => sampleSizeForDifference({ first: 0.1, second: 0.2, power: 80 })).toThrow(/power is 80/);
    expect(() => powerForDifference({ first: 0.1, second: 0.2, n: 0 })).toThrow(/n is 0/);
  });
});
