import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type DataRecord,
  type DocumentRecord,
  type MixPlan,
  mixSets,
  parseShare,
  parseTokens,
} from "../index.ts";

const document = (id: string, words: number): DocumentRecord => ({
  kind: "document",
  id,
  text: "word ".repeat(words).trim(),
  provenance: { recipe: "stories", seed: 1 },
});
const count = (record: DataRecord) => (record as DocumentRecord).text.split(" ").length;

function source(name: string, weight: number, lengths: number[]) {
  const records = lengths.map((words, index) => document(`${name}${index}`, words));
  return {
    name,
    weight,
    async *open() {
      yield* records;
    },
  };
}

async function mix(plan: Omit<MixPlan, "count" | "seed"> & { seed?: number }) {
  const { report, records } = await mixSets({ seed: 1, ...plan, count });
  const all: DataRecord[] = [];
  for await (const record of records) all.push(record);
  return { report, records: all };
}

const tens = (number: number) => Array.from({ length: number }, () => 10);

test("takes tokens by weight, drawn by seed, each set in its order, evenly mingled", async () => {
  const { report, records } = await mix({
    sources: [source("a", 0.8, tens(200)), source("b", 0.2, tens(200))],
    tokens: 1000,
  });
  expect(report).toMatchObject({
    tokens: 1000,
    records: 100,
    sets: [
      { name: "a", wantedShare: 0.8, share: 0.8, tokens: 800, records: 80, times: 0, oneMore: 80 },
      { name: "b", share: 0.2, tokens: 200, records: 20 },
    ],
  });
  const numbers = records.filter(({ id }) => id.startsWith("a")).map(({ id }) => Number(id.slice(1)));
  expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
  expect(numbers.at(-1)).toBeGreaterThan(100); // from all over the set, not its first records
  const inFirstHalf = records.slice(0, 50).filter(({ id }) => id.startsWith("b")).length;
  expect(inFirstHalf).toBeGreaterThan(3);
  expect(inFirstHalf).toBeLessThan(17);
});

test("without a number of tokens, as many as there are", async () => {
  const { report } = await mix({ sources: [source("a", 3, tens(30)), source("b", 1, tens(100))] });
  expect(report.sets.map(({ tokens }) => tokens)).toEqual([300, 100]);
});

test("a set that is too small is an error, which says how often its records would have to stand", async () => {
  const sources = [source("a", 1, tens(10)), source("b", 1, tens(100))];
  await expect(mix({ sources, tokens: 500 })).rejects.toMatchObject({
    code: "set-too-small",
    message: "a holds 100 tokens, 250 are asked for.",
    data: { needed: 3 },
  });
  const { report, records } = await mix({ sources, tokens: 500, repeat: 3 });
  expect(report.sets[0]).toMatchObject({ tokens: 250, records: 25, times: 2, oneMore: 5 });
  const ids = records.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain("a0~2");
});

test("an empty set is an error", async () => {
  await expect(mix({ sources: [source("a", 1, [])] })).rejects.toMatchObject({ code: "empty-set" });
});

test("a set that grows while it is mixed is an error", async () => {
  let reads = 0;
  const growing = {
    name: "a",
    weight: 1,
    async *open() {
      reads++;
      for (let index = 0; index < reads; index++) yield document(`a${index}`, 10);
    },
  };
  await expect(mix({ sources: [growing] })).rejects.toMatchObject({ code: "set-changed" });
});

test("reaches each share within half of the longest record, and gives what it reports", async () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(lengths, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 60, max: 400 }),
      fc.integer(),
      async (sets, tokens, seed) => {
        const sources = sets.map(([counts, weight], index) => source("abc"[index]!, weight, counts));
        const { report, records } = await mix({ sources, tokens, seed, repeat: 1000 });
        expect(records.length).toBe(report.records);
        expect(records.reduce((sum, record) => sum + count(record), 0)).toBe(report.tokens);
        for (const [index, set] of report.sets.entries()) {
          const slack = Math.max(...sets[index]![0]);
          expect(Math.abs(set.tokens - tokens * set.wantedShare)).toBeLessThanOrEqual(slack);
        }
        expect((await mix({ sources, tokens, seed, repeat: 1000 })).records).toEqual(records);
      },
    ),
    { numRuns: 60 },
  );
});

describe("what stands on the command line", () => {
  test("shares", () => {
    expect(parseShare("data/a.jsonl:0.8")).toEqual({ path: "data/a.jsonl", weight: 0.8 });
    expect(parseShare("C:\\data\\a.jsonl")).toEqual({ path: "C:\\data\\a.jsonl", weight: 1 });
    expect(() => parseShare("a.jsonl:0")).toThrow("a weight of 0 takes nothing");
  });

  test("tokens", () => {
    expect(["3M", "500k", "1.5m", "250_000"].map(parseTokens)).toEqual([3e6, 5e5, 1.5e6, 250000]);
    for (const bad of ["", "many", "-1", "0", "3 apples"])
      expect(() => parseTokens(bad)).toThrow("no number of tokens");
  });
});
