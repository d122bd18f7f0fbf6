import fc from "fast-check";
import { expect, it } from "vitest";
import { nearest } from "./index.ts";

const arms = ["base", "advice", "reasons", "reasons-after", "shuffled-same"];

it.each([
  ["advise", "advice"],
  ["resaons", "reasons"],
  ["Reasons", "reasons"],
  ["reason-after", "reasons-after"],
  ["shufled_same", "shuffled-same"],
  ["shuf", "shuffled-same"],
])("takes %s for %s", (word, meant) => {
  expect(nearest(word, arms)).toBe(meant);
});

it.each(["", "sh", "xyz", "documents-and-stories"])("suggests nothing for '%s'", (word) => {
  expect(nearest(word, arms)).toBeUndefined();
});

it("suggests nothing where nothing is known", () => {
  expect(nearest("advice", [])).toBeUndefined();
});

it("finds a word again after one letter was lost, added or changed", () => {
  fc.assert(
    fc.property(fc.constantFrom(...arms), fc.nat(), fc.constantFrom("", "q", "qq"), (word, at, letters) => {
      const place = at % word.length;
      expect(nearest(word.slice(0, place) + letters + word.slice(place + 1), arms)).toBe(word);
    }),
  );
});
