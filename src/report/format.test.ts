import { expect, test } from "vitest";
import { wilsonRate } from "../../test/fixtures/report/invented-results.ts";
import { count, listing, percent, points, pValue, rateSpan, rateText, worldsSpan } from "./format.ts";

test("percent has no decimals, and never rounds to nothing or to all", () => {
  expect([0.914, 0.002, 0.998, 1].map(percent)).toEqual(["91%", "<1%", ">99%", "100%"]);
});

test("no event in n samples is an upper bound, all events a lower one", () => {
  const none = wilsonRate(0, 288);
  expect(none.high).toBeCloseTo(0.0132, 4);
  expect([rateText(none), rateSpan(none)]).toEqual(["<2%", "none of 288"]);
  const all = wilsonRate(288, 288);
  expect([rateText(all), rateSpan(all)]).toEqual([">98%", "all of 288"]);
  expect([rateText(wilsonRate(17, 288)), rateSpan(wilsonRate(17, 288))]).toEqual(["6%", "4–9"]);
});

test("an interval over worlds: in brackets, within 0 to 100, and none where nothing can be said", () => {
  const over = { worlds: 6, mean: 0.03, low: -0.02, high: 0.08, values: [] };
  expect(worldsSpan(over)).toBe("[0–8]");
  expect(worldsSpan({ ...over, worlds: 1, low: null, high: null })).toBe("");
  expect(worldsSpan({ ...over, mean: 0, low: 0, high: 0 })).toBe("[no spread]");
});

test("differences carry a sign, and a bound near zero keeps its side", () => {
  expect([0.142, -0.03, 0.003, -0.003, 0].map(points)).toEqual(["+14", "−3", "+0.3", "−0.3", "0"]);
});

test("small words for large and small numbers", () => {
  expect([7500, 225_000, 1_234_567, 12, 0].map(count)).toEqual(["7.5k", "225k", "1.2M", "12", "0"]);
  expect([0.0001, 0.0234, 0.0498, 0.4].map(pValue)).toEqual(["<0.001", "0.023", "0.0498", "0.40"]);
  expect([listing([]), listing(["a"]), listing(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
});
