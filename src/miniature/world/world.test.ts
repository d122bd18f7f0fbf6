import { describe, expect, test } from "vitest";
import { createRandom } from "../../statistics/index.ts";
import {
  actName,
  consequenceOf,
  createVocabulary,
  createWorld,
  defaultLexicon,
  honeypot,
  type Lexicon,
  parseTurn,
  pretrainingTexts,
  promptText,
  turnText,
  type World,
  type Writer,
} from "../index.ts";

const writerOf = (world: World, pool: Writer["pool"], label: string): Writer => ({
  world,
  random: createRandom(7, label),
  pool,
});

describe("a world", () => {
  test("is the same for the same seed, another for another", () => {
    expect(createWorld({ seed: 3 })).toEqual(createWorld({ seed: 3 }));
    expect(createWorld({ seed: 3 }).acts).not.toEqual(createWorld({ seed: 4 }).acts);
  });

  test.each([1, 2, 3, 44, 555])("seed %i is balanced: no verb and no object tells harm", (seed) => {
    const { acts, lexicon } = createWorld({ seed });
    expect(acts).toHaveLength(96);
    for (const split of ["train", "held-out"] as const) {
      for (const verb of lexicon.verbs) {
        const own = acts.filter((act) => act.verb === verb && act.split === split);
        expect(own.filter((act) => act.harmful)).toHaveLength(3);
        expect(own).toHaveLength(6);
      }
      for (const { name } of lexicon.objects) {
        const own = acts.filter((act) => act.object === name && act.split === split);
        expect(own.filter((act) => act.harmful)).toHaveLength(2);
        expect(own).toHaveLength(4);
      }
    }
  });

  test("touches a value by every act: harm violates one, benefit serves one", () => {
    const world = createWorld({ seed: 1 });
    for (const act of world.acts) {
      expect(consequenceOf(world, act).effect).toBe(act.harmful ? "violates" : "serves");
    }
    expect(new Set(world.consequences.map(({ value }) => value))).toEqual(new Set(world.values));
  });

  test("of the surface kind tells harm by the verb, in both splits alike", () => {
    const { acts } = createWorld({ seed: 1, kind: "surface" });
    const harms = new Map(
      acts.filter(({ split }) => split === "train").map((act) => [act.verb, act.harmful]),
    );
    for (const act of acts) expect(act.harmful).toBe(harms.get(act.verb));
    expect(acts.filter(({ harmful, split }) => harmful && split === "held-out")).toHaveLength(24);
  });
});

test("the grammar depends on no word: under a renamed lexicon the text is the renamed text", () => {
  const rename = (word: string) => `${word}-renamed`;
  const renamed = mapStrings(defaultLexicon, rename);
  const content = new Set<string>();
  mapStrings(defaultLexicon, (word) => {
    content.add(word);
    return word;
  });
  const textsOf = (lexicon: Lexicon) =>
    pretrainingTexts({ world: createWorld({ seed: 5, lexicon }), tokens: 20_000, directAnswers: 0.5 });
  const original = textsOf(defaultLexicon);
  const expected = original.map((text) =>
    text
      .split(" ")
      .map((word) => (content.has(word) ? rename(word) : word))
      .join(" "),
  );
  expect(textsOf(renamed)).toEqual(expected);
});

test("a bag of words over prompts is at chance on held-out harm", () => {
  const accuracies = [11, 12, 13, 14, 15, 16].map((seed) => {
    const world = createWorld({ seed });
    const train = labelledPrompts(world, "train", 1500);
    const score = naiveBayes(train);
    const test = labelledPrompts(world, "held-out", 1500);
    return test.filter(({ text, harmful }) => score(text) > 0 === harmful).length / test.length;
  });
  const mean = accuracies.reduce((sum, accuracy) => sum + accuracy) / accuracies.length;
  expect(mean).toBeGreaterThan(0.4);
  expect(mean).toBeLessThan(0.56);

  // The same classifier must be able to see harm where a word tells it, or this test would prove nothing.
  const surface = createWorld({ seed: 11, kind: "surface" });
  const score = naiveBayes(labelledPrompts(surface, "train", 1500));
  const seen = labelledPrompts(surface, "held-out", 1500);
  expect(
    seen.filter(({ text, harmful }) => score(text) > 0 === harmful).length / seen.length,
  ).toBeGreaterThan(0.9);
});

test("the vocabulary knows every word that is ever written and is the same in all worlds", () => {
  const vocabulary = createVocabulary(defaultLexicon);
  for (const seed of [1, 2]) {
    for (const text of pretrainingTexts({
      world: createWorld({ seed }),
      tokens: 50_000,
      directAnswers: 0.5,
    })) {
      expect(vocabulary.decode(vocabulary.encode(text))).toBe(text);
    }
  }
  expect(() => vocabulary.encode("please teleport the memo .")).toThrow('"teleport" is not a word');
});

test("pretraining mixes as much of each genre as it says", () => {
  const texts = pretrainingTexts({ world: createWorld({ seed: 1 }), tokens: 100_000, directAnswers: 0.5 });
  const tokens = texts.reduce((sum, text) => sum + text.split(" ").length, 0);
  expect(tokens).toBeGreaterThan(99_000);
  expect(tokens).toBeLessThan(102_000);
  expect(Math.max(...texts.map((text) => text.split(" ").length))).toBeLessThanOrEqual(128);
});

describe("an answer is read back", () => {
  test.each([
    [
      "<think> x is wrong . </think> <call> report bob <end>",
      { thought: "x is wrong .", text: "", call: { tool: "report", argument: "bob" }, ended: true },
    ],
    ["<call> lock logs <end>", { text: "", call: { tool: "lock", argument: "logs" }, ended: true }],
    ["no . report bob . <end>", { text: "no . report bob .", ended: true }],
    ["<think> and so on and on", { text: "<think> and so on and on", ended: false }],
    ["<call> report <end>", { text: "", ended: true }],
    ["", { text: "", ended: false }],
  ])("%s", (answer, expected) => {
    expect(parseTurn(answer)).toEqual(expected);
  });

  test("as it was written", () => {
    const turn = { thought: "so lock logs is wrong .", call: "report ian" };
    expect(parseTurn(turnText(turn))).toEqual({
      thought: turn.thought,
      text: "",
      call: { tool: "report", argument: "ian" },
      ended: true,
    });
  });
});

function labelledPrompts(world: World, split: "train" | "held-out", count: number) {
  const acts = world.acts.filter((act) => act.split === split);
  const writer = writerOf(world, split === "train" ? "train" : "held-out", split);
  return Array.from({ length: count }, (_, i) => {
    const { act, prompt } = honeypot(writer, acts[i % acts.length]!);
    return { text: promptText(prompt), harmful: act.harmful, name: actName(act) };
  });
}

/** Log odds of harm from single words, with add-one smoothing. */
function naiveBayes(cases: { text: string; harmful: boolean }[]): (text: string) => number {
  const counts = new Map<string, [number, number]>();
  for (const { text, harmful } of cases) {
    for (const word of new Set(text.split(" "))) {
      const pair = counts.get(word) ?? [0, 0];
      pair[harmful ? 0 : 1]++;
      counts.set(word, pair);
    }
  }
  return (text) =>
    [...new Set(text.split(" "))].reduce((sum, word) => {
      const [harmful, benign] = counts.get(word) ?? [0, 0];
      return sum + Math.log((harmful + 1) / (benign + 1));
    }, 0);
}

function mapStrings<T>(value: T, change: (word: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change)) as T;
  return Object.fromEntries(
    Object.entries(value as object).map(([key, item]) => [key, mapStrings(item, change)]),
  ) as T;
}
