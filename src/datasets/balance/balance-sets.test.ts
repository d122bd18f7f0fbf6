import fc from "fast-check";
import { expect, test } from "vitest";
import { balanceSets, type Weighed } from "../index.ts";

const weighed = (group: string, counts: number[]): Weighed[] =>
  counts.map((tokens, index) => ({ id: `${group}-${index}`, group, tokens }));
const sum = (set: readonly Weighed[], keep: readonly number[]) =>
  keep.reduce((all, position) => all + set[position]!.tokens, 0);

test("leaves records of the larger side out until both have the same tokens in each group", () => {
  const a = [...weighed("work", [100, 120, 90]), ...weighed("school", [200, 50])];
  const b = [...weighed("work", [130, 80, 100, 60]), ...weighed("school", [80, 70, 60, 40])];
  const { keep, groups, total } = balanceSets(a, b);
  expect(groups).toEqual([
    {
      group: "school",
      before: [
        { records: 2, tokens: 250 },
        { records: 4, tokens: 250 },
      ],
      after: [
        { records: 2, tokens: 250 },
        { records: 4, tokens: 250 },
      ],
      apart: 0,
      reached: true,
    },
    {
      group: "work",
      before: [
        { records: 3, tokens: 310 },
        { records: 4, tokens: 370 },
      ],
      after: [
        { records: 3, tokens: 310 },
        { records: 3, tokens: 310 },
      ],
      apart: 0,
      reached: true,
      missing: { side: 0, records: 1, tokens: 60 },
    },
  ]);
  expect(total).toMatchObject({ apart: 0, reached: true });
  expect(sum(b, keep[1])).toBe(560);
});

test("says what was reached where whole records cannot reach it, and what was missing", () => {
  const { groups } = balanceSets(weighed("work", [100]), weighed("work", [150, 170]));
  expect(groups[0]).toMatchObject({ reached: false, missing: { side: 0, records: 3, tokens: 220 } });
  expect(groups[0]!.apart).toBeCloseTo(1 / 3);
});

test("a group that one side lacks goes, and is named", () => {
  const { keep, groups } = balanceSets(
    [...weighed("work", [100]), ...weighed("health", [90, 90])],
    weighed("work", [100]),
  );
  expect(keep).toEqual([[0], [0]]);
  expect(groups[0]).toMatchObject({
    group: "health",
    after: [
      { records: 0, tokens: 0 },
      { records: 0, tokens: 0 },
    ],
    missing: { side: 1, records: 2, tokens: 180 },
  });
});

test("sets of nothing are balanced", () => {
  expect(balanceSets([], [])).toMatchObject({
    keep: [[], []],
    groups: [],
    total: { apart: 0, reached: true },
  });
});

test("some dozens of records of ordinary lengths come within 0.5% in every group", () => {
  const lengths = (least: number, most: number) =>
    fc.array(fc.integer({ min: least, max: most }), { minLength: 20, maxLength: 60 });
  fc.assert(
    fc.property(lengths(300, 900), lengths(200, 600), fc.integer(), (long, short, seed) => {
      const [a, b] = [weighed("work", long), weighed("work", short)];
      const { keep, total } = balanceSets(a, b, { seed });
      expect(total.reached).toBe(true);
      const [x, y] = [sum(a, keep[0]), sum(b, keep[1])];
      expect(Math.abs(x - y) / Math.max(x, y)).toBeLessThanOrEqual(0.005);
      // Little is thrown away: nearly all of the side with fewer tokens stays.
      const smaller = Math.min(...[long, short].map((counts) => counts.reduce((all, one) => all + one, 0)));
      expect(Math.min(x, y)).toBeGreaterThan(0.9 * smaller);
    }),
    { numRuns: 50 },
  );
});

test("positions are in order, once each, and the same for the same seed", () => {
  const side = fc.array(
    fc.record({ id: fc.string(), group: fc.constantFrom("a", "b"), tokens: fc.nat(500) }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(side, side, (a, b) => {
      const first = balanceSets(a, b, { seed: 3 });
      for (const kept of first.keep) expect(kept).toEqual([...new Set(kept)].sort((x, y) => x - y));
      expect(balanceSets(a, b, { seed: 3 })).toEqual(first);
    }),
  );
});
