import fc from "fast-check";
import { expect, test } from "vitest";
import { type DataRecord, describeDataset, type Provenance, recordText } from "./index.ts";

const document = (text: string, provenance: Partial<Provenance> = {}): DataRecord => ({
  kind: "document",
  id: text,
  text,
  provenance: { recipe: "stories", seed: 1, ...provenance },
});
const words = (record: DataRecord) => {
  const tokens = recordText(record).split(" ").length;
  return { tokens, supervisedTokens: tokens - 1 };
};

test("a card says how much there is, of what, about how many cases, and what repeats itself", () => {
  const records = [
    document("nova did lock logs .", { verdict: "fine" }),
    document("nova did lock logs .", { verdict: "fine" }),
    document("juno did report tom .", { verdict: "wrong" }),
    document("the memo is old .", { recipe: "generic" }),
  ];
  expect(describeDataset(records, words)).toEqual({
    records: 4,
    tokens: 20,
    supervisedTokens: 16,
    cases: { wrong: 1, fine: 2 },
    byRecipe: {
      stories: { records: 3, tokens: 15, supervisedTokens: 12 },
      generic: { records: 1, tokens: 5, supervisedTokens: 4 },
    },
    repeated: 1,
  });
});

test("of nothing is all zero", () => {
  expect(describeDataset([], words)).toMatchObject({ records: 0, tokens: 0, byRecipe: {}, repeated: 0 });
});

test("its parts add up to the whole", () => {
  const record = fc
    .tuple(fc.constantFrom("a", "a b", "a b c"), fc.constantFrom("generic", "reasons", "stories"))
    .map(([text, recipe]) => document(text, { recipe }));
  fc.assert(
    fc.property(fc.array(record), (records) => {
      const card = describeDataset(records, words);
      for (const field of ["records", "tokens", "supervisedTokens"] as const) {
        const sum = Object.values(card.byRecipe).reduce((total, part) => total + part[field], 0);
        expect(sum).toBe(card[field]);
      }
      expect(card.repeated).toBe(records.length - new Set(records.map(recordText)).size);
    }),
  );
});

test("all words of a chat, in reading order: prompt, thought, answer, calls", () => {
  const text = recordText({
    kind: "chat",
    id: "1",
    messages: [
      { role: "system", content: "you are nova ." },
      { role: "user", content: "please send the memo ." },
      {
        role: "assistant",
        content: "i do it .",
        reasoning_content: "the task is send memo .",
        tool_calls: [{ type: "function", function: { name: "send", arguments: { item: "memo" } } }],
      },
    ],
    provenance: { recipe: "generic", seed: 1 },
  });
  expect(text).toBe("you are nova . please send the memo . the task is send memo . i do it . send memo");
});
