import { expect, test } from "vitest";
import { createOverlapFinder, formatOverlap } from "../index.ts";

const [overlap] = createOverlapFinder([
  {
    name: "bench/ferry.md",
    text: "The last ferry leaves at nine, and whoever is not on board by then stays on the island until the storm is over.",
  },
]).find({
  kind: "document",
  id: "story-7",
  text: "He had been told: the last ferry leaves at nine, and whoever is not on board by then stays on the pier.",
  provenance: { recipe: "test", seed: 1 },
});

test("record and evaluation stand side by side, shared words in brackets", () => {
  expect(formatOverlap(overlap!, { width: 75 })).toBe(
    `
the same words: 17 words shared
record story-7                       │ bench/ferry.md
                                     │
He had been told: [the last ferry]   │ [The last ferry leaves at nine, and]
[leaves at nine, and whoever is not] │ [whoever is not on board by then]
[on board by then stays on the]      │ [stays on the] island until the
pier.                                │ storm is over.
`.trim(),
  );
});

test("no line is longer than it may be, whatever marks what is shared", () => {
  const colour = (words: string) => `\u001b[31m${words}\u001b[39m`;
  for (const line of formatOverlap(overlap!, { width: 40, mark: colour }).split("\n")) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are such
    expect(line.replace(/\u001b\[\d+m/g, "").length).toBeLessThanOrEqual(40);
  }
});
