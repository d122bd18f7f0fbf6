import { expect, test } from "vitest";
import { Published, readPublished } from "./published.ts";

test("the figures that ship can be read, each with its source", () => {
  const { results, sources } = readPublished();
  expect(results.length).toBeGreaterThan(30);
  for (const { source } of results) expect(sources).toHaveProperty(source);
  expect(new Set(Object.keys(sources))).toEqual(new Set(results.map(({ source }) => source)));
});

test("figures that speak against the claim are among them", () => {
  const contrary = readPublished().results.filter(({ bearing }) => bearing === "contrary");
  expect(contrary.map(({ id }) => id)).toEqual([
    "lasr-no-thinking",
    "odcv-controls",
    "odcv-supervision",
    "aft-ladder",
  ]);
});

test("every share lies between 0 and 1", () => {
  for (const { value, reference, values } of readPublished().results) {
    const shares = [value, reference, ...Object.values(values ?? {}).flat()].filter(
      (share) => share !== undefined,
    );
    for (const share of shares) expect(share >= 0 && share <= 1).toBe(true);
  }
});

test("an id given twice and a source that is not listed are refused by name", () => {
  const published = readPublished();
  const twice = { ...published, results: [published.results[0], published.results[0]] };
  expect(() => Published.parse(twice)).toThrow(/opus4-blackmail.*twice/);
  const stray = { ...published, results: [{ ...published.results[0], source: "hearsay" }] };
  expect(() => Published.parse(stray)).toThrow(/unknown source.*hearsay/);
});
