import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, seedFrom } from "./index.ts";

const draws = (random: { next(): number }, count: number) =>
  Array.from({ length: count }, () => random.next());

describe("createRandom", () => {
  it("gives the same draws for the same seed and labels, whatever version of the library is installed", () => {
    // A change here makes every world, data set and base another one: that needs a new world version.
    expect(createRandom(1).next()).toMatchInlineSnapshot(`0.6389694814570248`);
    expect(
      createRandom(1, "world", 7)
        .shuffle([..."abcdefgh"])
        .join(""),
    ).toMatchInlineSnapshot(`"dgahfceb"`);
    expect(seedFrom(1, "world", 7)).toMatchInlineSnapshot(`690338917`);
  });

  it("gives other draws for another seed, another label, or labels in another order", () => {
    const streams = [
      createRandom(1),
      createRandom(2),
      createRandom(-1),
      createRandom(1, "data"),
      createRandom(1, "data", 2),
      createRandom(1, 2, "data"),
      createRandom(1, "data2"),
      createRandom(12, "data"),
      createRandom(1, "2data"),
    ];
    const first = streams.map((random) => random.next());
    expect(new Set(first).size).toBe(streams.length);
  });

  it("starts evenly from seeds in a row: 10,000 first draws fill 100 bins alike", () => {
    for (const draw of [0, 1]) {
      const bins = new Array<number>(100).fill(0);
      for (let seed = 0; seed < 10_000; seed++)
        bins[Math.floor(draws(createRandom(seed), 2)[draw]! * 100)]! += 1;
      const chiSquare = bins.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
      // The middle 99.98% of chi-square with 99 degrees of freedom
      expect(chiSquare).toBeGreaterThan(53);
      expect(chiSquare).toBeLessThan(160);
    }
  });

  it("gives neighbouring seeds and labels streams that do not follow each other", () => {
    const correlation = (a: number[], b: number[]) =>
      (12 / a.length) * a.reduce((sum, value, index) => sum + (value - 0.5) * (b[index]! - 0.5), 0);
    const count = 10_000;
    for (let seed = 0; seed < 20; seed++) {
      const own = draws(createRandom(seed), count);
      // Standard error 0.01
      expect(Math.abs(correlation(own, draws(createRandom(seed + 1), count)))).toBeLessThan(0.045);
      expect(Math.abs(correlation(own, draws(createRandom(seed, "label"), count)))).toBeLessThan(0.045);
      expect(Math.abs(correlation(own.slice(1), own.slice(0, -1)))).toBeLessThan(0.045);
    }
  });
});

describe("what it draws", () => {
  it("integers below their limit, each as often", () => {
    const random = createRandom(1, "integers");
    const counts = [0, 0, 0, 0, 0, 0];
    for (let draw = 0; draw < 60_000; draw++) counts[random.integer(6)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400); // standard error 91
  });

  it("chances as often as asked, never at 0 and always at 1", () => {
    const random = createRandom(1, "chances");
    const share = (probability: number) =>
      Array.from({ length: 20_000 }, () => random.chance(probability)).filter(Boolean).length / 20_000;
    expect(Math.abs(share(0.3) - 0.3)).toBeLessThan(0.013);
    expect(share(0)).toBe(0);
    expect(share(1)).toBe(1);
  });

  it("normal values of mean 0 and deviation 1, with a tail", () => {
    const random = createRandom(1, "normals");
    const values = Array.from({ length: 40_000 }, () => random.normal());
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    expect(values.every(Number.isFinite)).toBe(true);
    const beyond = values.filter((value) => Math.abs(value) > 1.96).length / values.length;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(0.005);
  });

  it("shuffles: the same elements, the list untouched, each order as often", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (list, seed) => {
        const before = [...list];
        const shuffled = createRandom(seed).shuffle(list);
        expect(list).toEqual(before);
        expect(shuffled.sort()).toEqual(before.sort());
      }),
    );
    const random = createRandom(1, "orders");
    const orders = new Map<string, number>();
    for (let draw = 0; draw < 24_000; draw++) {
      const order = random.shuffle(["a", "b", "c", "d"]).join("");
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(140); // standard error 31
  });

  it("samples different elements, and picks one of them", () => {
    const list = Array.from({ length: 30 }, (_, index) => index);
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 30 }), (seed, count) => {
        const random = createRandom(seed);
        const sample = random.sample(list, count);
        expect(new Set(sample).size).toBe(count);
        expect(list).toEqual(expect.arrayContaining([...sample, random.pick(list)]));
      }),
    );
  });
});
