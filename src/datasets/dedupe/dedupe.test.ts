import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../../statistics/index.ts";
import { createNearDuplicateIndex, type DroppedRecord, dedupeRecords, findNearDuplicates } from "../index.ts";

const lexicon = Array.from({ length: 3_000 }, (_, i) => `word${i.toString(36)}`);
const write = (random: Random, words = 200) => Array.from({ length: words }, () => random.pick(lexicon));
/** Other words in `count` places. */
const reword = (text: string[], count: number, random: Random) => {
  const places = new Set(random.sample([...text.keys()], count));
  return text.map((word, place) => (places.has(place) ? random.pick(lexicon) : word));
};
const shingles = (text: string[]) => new Set(text.slice(4).map((_, at) => text.slice(at, at + 5).join(" ")));
const jaccard = (one: string[], other: string[]) => {
  const [a, b] = [shingles(one), shingles(other)];
  const shared = [...a].filter((shingle) => b.has(shingle)).length;
  return shared / (a.size + b.size - shared);
};

describe("near-duplicates in a stream", () => {
  test("a text again, in other letters, is named with the first of its kind", async () => {
    const found = await findNearDuplicates([
      "Say what you know, and say how you know it.",
      "A record of what was decided and of why it was decided.",
      "say what you know and say how you know it",
      "SAY WHAT YOU KNOW — and say how you know it!",
    ]);
    expect([...found.duplicateOf]).toEqual([-1, -1, 0, 0]);
    expect([...found.similarity]).toEqual([0, 0, 1, 1]);
    expect(found.clusters).toEqual([[0, 2, 3]]);
    expect(found.count).toBe(4);
  });

  test("an exact duplicate is found always: any text, any place, any bands", async () => {
    const text = fc.string({ unit: "grapheme", maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), fc.nat(), async (texts, pick) => {
        const again = texts[pick % texts.length]!;
        const options = { bands: 2, rows: 16, threshold: 1 };
        const { duplicateOf, similarity } = await findNearDuplicates([...texts, again], options);
        expect(duplicateOf[texts.length]).toBeGreaterThanOrEqual(0);
        expect(similarity[texts.length]).toBe(1);
      }),
    );
  });

  test("what is kept repeats nothing that is kept; what is dropped repeats something kept", async () => {
    // A chain: each text is like the one before it, and unlike those further back.
    const random = createRandom(3, "chain");
    const chain = [write(random)];
    while (chain.length < 40) chain.push(reword(chain.at(-1)!, 5, random));
    const texts = chain.map((words) => words.join(" "));
    const { duplicateOf, similarity } = await findNearDuplicates(texts);
    const kept = [...duplicateOf.keys()].filter((at) => duplicateOf[at] === -1);
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThan(35);
    duplicateOf.forEach((of, at) => {
      if (of === -1) return;
      expect(kept).toContain(of);
      expect(of).toBeLessThan(at);
      expect(similarity[at]).toBeGreaterThanOrEqual(0.6);
    });
    const again = await findNearDuplicates(kept.map((at) => texts[at]!));
    expect(again.clusters).toEqual([]);
  });

  test("planted near-duplicates are found as often as the bands promise, and nothing else", async () => {
    const random = createRandom(1, "planted");
    const originals = Array.from({ length: 900 }, () => write(random));
    const changed = originals.map((text, i) => reword(text, 1 + (i % 12), random));
    const texts = [...originals, ...changed].map((words) => words.join(" "));
    const { duplicateOf } = await findNearDuplicates(texts, { workers: 0 });
    expect(duplicateOf.slice(0, 900).every((of) => of === -1)).toBe(true);
    let [alike, found] = [0, 0];
    originals.forEach((original, i) => {
      const of = duplicateOf[900 + i];
      expect([-1, i]).toContain(of);
      if (jaccard(original, changed[i]!) < 0.8) return;
      alike++;
      if (of === i) found++;
    });
    expect(alike).toBeGreaterThan(200);
    expect(found / alike).toBeGreaterThan(0.95); // 1 - (1 - 0.8^8)^14 = 0.92 at the lower end
  });

  test("the estimate is the Jaccard similarity of the shingles within its error", async () => {
    const random = createRandom(2, "estimate");
    const errors: number[] = [];
    for (let i = 0; i < 150; i++) {
      const original = write(random);
      const other = reword(original, i % 20, random);
      const { similarity } = await findNearDuplicates([original.join(" "), other.join(" ")], {
        bands: 112,
        rows: 1,
        threshold: 0.01,
      });
      const truth = jaccard(original, other);
      expect(Math.abs(similarity[1]! - truth)).toBeLessThan(
        5 * Math.sqrt((truth * (1 - truth)) / 112) + 0.02,
      );
      errors.push(similarity[1]! - truth);
    }
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    expect(Math.abs(mean)).toBeLessThan(0.01);
  });

  test("number of threads and length of texts make no difference, nor does the kind of stream", async () => {
    const random = createRandom(4, "threads");
    const texts = Array.from({ length: 4_000 }, () => write(random, 5 + random.integer(60)));
    for (let i = 0; i < 1_000; i++) texts[random.integer(4_000)] = reword(random.pick(texts), 1, random);
    const joined = texts.map((words) => words.join(" "));
    joined[3_500] = joined[3]!.repeat(2_000); // one long text among short ones
    const stream = async function* () {
      yield* joined;
    };
    const here = await findNearDuplicates(joined, { workers: 0 });
    expect(here.clusters.length).toBeGreaterThan(300);
    expect(await findNearDuplicates(joined, { workers: 1 })).toEqual(here);
    expect(await findNearDuplicates(stream(), { workers: 3 })).toEqual(here);
    const index = createNearDuplicateIndex();
    joined.forEach((text, at) => {
      const near = index.add(String(at), text);
      expect(near ? Number(near.id) : -1).toBe(here.duplicateOf[at]);
    });
  });

  test("a preamble that all share does not make them alike, nor slow", async () => {
    const random = createRandom(5, "preamble");
    const preamble = write(random, 100).join(" ");
    const texts = Array.from({ length: 1_000 }, () => `${preamble} ${write(random, 100).join(" ")}`);
    const { clusters } = await findNearDuplicates(texts, { workers: 0 });
    expect(clusters).toEqual([]); // their similarity is a third
  });

  test("a text longer than all before it is signed by its own words, not by those of the one before", async () => {
    const random = createRandom(11, "longer and longer");
    const texts = [40, 300, 900, 2_500].map((words) => write(random, words).join(" "));
    expect([...(await findNearDuplicates(texts)).duplicateOf]).toEqual([-1, -1, -1, -1]);
  });

  test("Chinese is compared by characters", async () => {
    const text = "助理在发送邮件之前先问清楚为什么要发送以及谁会因此受到影响然后才决定是否继续";
    const { duplicateOf } = await findNearDuplicates([
      text,
      `${text}呢？`,
      "今天下雨了所以我们改到明天再去公园散步吧",
    ]);
    expect([...duplicateOf]).toEqual([-1, 0, -1]);
  });

  test("a stream that fails, fails the search, threads and all", async () => {
    const broken = async function* () {
      for (let i = 0; i < 5_000; i++) yield `text number ${i}`;
      throw new Error("line 5001 is cut off");
    };
    await expect(findNearDuplicates(broken(), { workers: 2 })).rejects.toThrow("line 5001 is cut off");
  });

  test("a thread that fails, fails the search", async () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => `text${i}`);
    texts[4_000] = { length: 5 } as unknown as string; // reaches a thread and has no characters there
    await expect(findNearDuplicates(texts, { workers: 2 })).rejects.toThrow("charCodeAt");
  });

  test("progress counts what is done", async () => {
    const seen: { done: number; duplicates: number }[] = [];
    await findNearDuplicates(
      Array.from({ length: 1_000 }, (_, i) => `pair${i >> 1}`),
      { onProgress: (progress) => seen.push(progress) },
    );
    expect(seen).toEqual([
      { done: 512, duplicates: 256 },
      { done: 1_000, duplicates: 500 },
    ]);
  });
});

describe("options that cannot work", () => {
  test.each([
    [{ threshold: 0 }, "not 0"],
    [{ threshold: 80 }, "not 80"],
    [{ rows: 0 }, "rows"],
    [{ shingleWords: 2.5 }, "shingleWords"],
    [{ threshold: 0.5 }, "find only 5% of pairs with similarity 0.5"],
  ])("%o", async (options, message) => {
    await expect(findNearDuplicates([], options)).rejects.toThrow(message);
  });

  test("too few bands for a threshold: the answer names bands that do", async () => {
    const error = await findNearDuplicates([], { threshold: 0.5 }).catch((error) => error);
    expect(error.next).toContain("28 of 4");
    const found = await findNearDuplicates([], { threshold: 0.5, bands: 28, rows: 4 });
    expect(found.count).toBe(0);
  });
});

describe("an index for what is being made", () => {
  test("names the most similar one, and does not keep what it names", () => {
    const random = createRandom(6, "index");
    const original = write(random);
    const [near, nearer] = [reword(original, 12, random), reword(original, 2, random)];
    const index = createNearDuplicateIndex({ threshold: 0.8 });
    expect(index.add("other", write(random).join(" "))).toBeUndefined();
    expect(index.add("near", near.join(" "))).toBeUndefined();
    expect(index.add("original", original.join(" "))).toBeUndefined(); // 12 words of 200 are half of the shingles
    expect(index.size).toBe(3);
    const found = index.add("nearer", nearer.join(" "));
    expect(found?.id).toBe("original");
    expect(found?.similarity).toBeGreaterThan(0.85);
    expect(index.size).toBe(3);
  });
});

describe("records", () => {
  test("the first of each kind passes; the others are told with what they repeat", async () => {
    const provenance = { recipe: "test", seed: 1 };
    const chat = (id: string, content: string) => ({
      kind: "chat" as const,
      id,
      messages: [{ role: "user" as const, content }],
      provenance,
    });
    const dropped: DroppedRecord[] = [];
    const kept: string[] = [];
    const records = [
      chat("a", "May I read her letters while she is away?"),
      chat("b", "How long do I boil an egg?"),
      chat("c", "May I read her letters, while she is away"),
    ];
    for await (const { id } of dedupeRecords(records, { onDropped: (one) => dropped.push(one) }))
      kept.push(id);
    expect(kept).toEqual(["a", "b"]);
    expect(dropped).toEqual([{ id: "c", duplicateOf: "a", similarity: 1 }]);
  });
});
