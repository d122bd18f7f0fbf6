// A model of a few thousand weights, trained for seconds on what recipes make.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parseConstitution } from "../constitution/index.ts";
import type { DataRecord } from "../datasets/index.ts";
import { compileGraph } from "../graph/index.ts";
import { createVocabulary, createWeights, createWorld, type ModelConfig } from "../miniature/index.ts";
import { generateRecords } from "../recipes/index.ts";
import { TeachwhyError } from "../store/index.ts";
import { renderRecord, type Trained, type TrainingSettings, trainMiniature } from "./index.ts";

const world = createWorld({ seed: 1 });
const vocabulary = createVocabulary(world.lexicon);
const config: ModelConfig = {
  vocabularySize: vocabulary.words.length,
  width: 16,
  layers: 1,
  heads: 2,
  feedForward: 32,
  context: 128,
  ropeBase: 1000,
};
const settings: TrainingSettings = {
  learningRate: 0.02,
  warmupUpdates: 2,
  finalRateFraction: 0.1,
  weightDecay: 0.01,
  rowsPerStep: 4,
};

const page = readFileSync(new URL("../../constitutions/miniature.md", import.meta.url), "utf8");
const graph = compileGraph({
  constitution: parseConstitution(page, { file: "miniature.md" }),
  world,
  vocabulary: new Set(vocabulary.words),
});
const records: DataRecord[] = generateRecords({
  world,
  graph,
  acts: world.acts.filter(({ split }) => split === "train"),
  parts: [
    { recipe: "reasons", tokens: 120 },
    { recipe: "stories", tokens: 40 },
  ],
  seed: 1,
  countTokens: () => 1, // so that a part's tokens are its number of records
});
const weights = createWeights(config, 1);
const train = (options: Partial<Parameters<typeof trainMiniature>[0]> = {}) =>
  trainMiniature({
    from: { config, weights, vocabulary },
    data: records,
    settings,
    seed: 1,
    threads: 1,
    ...options,
  });

describe("one pass over a small data set", () => {
  const losses: number[] = [];
  const updatesSeen: [number, number][] = [];
  let trained: Trained;

  beforeAll(async () => {
    trained = await train({
      onUpdate: ({ update, updates, loss }) => {
        losses.push(loss);
        updatesSeen.push([update, updates]);
      },
    });
  });

  test("lowers the loss far below that of a guess among all words", () => {
    expect(losses[0]).toBeGreaterThan(0.9 * Math.log(config.vocabularySize));
    expect(trained.loss).toBeLessThan(0.7 * losses[0]!);
    expect(trained.loss).toBeCloseTo(losses.slice(-10).reduce((sum, loss) => sum + loss, 0) / 10, 6);
  });

  test("says how far it is", () => {
    expect(trained.updates).toBeGreaterThan(15);
    expect(updatesSeen).toEqual(losses.map((_, index) => [index + 1, trained.updates]));
  });

  test("accounts for what it read: no more than there is, at most a step's rows less", () => {
    const rendered = records.map((record) => renderRecord(record, vocabulary));
    const tokens = rendered.reduce((sum, one) => sum + one.tokens.length, 0);
    const supervised = rendered.reduce(
      (sum, one) => sum + one.lossWeights.filter((weight) => weight !== 0).length,
      0,
    );
    expect(trained.tooLong).toBe(0);
    expect(trained.tokens).toBeLessThanOrEqual(tokens);
    expect(trained.tokens).toBeGreaterThan(tokens - settings.rowsPerStep * config.context);
    expect(trained.supervisedTokens).toBeLessThanOrEqual(supervised);
    expect(trained.supervisedTokens).toBeGreaterThan(supervised - settings.rowsPerStep * config.context);
  });

  test("leaves the weights that it started from as they were", () => {
    expect(weights).toEqual(createWeights(config, 1));
    expect(trained.weights).not.toEqual(weights);
  });

  test("gives the same weights for the same seed, bit for bit, and others for another", async () => {
    expect((await train()).weights).toEqual(trained.weights);
    expect((await train({ seed: 2 })).weights).not.toEqual(trained.weights);
  });
});

test("records that are longer than the context are counted and left out, never cut", async () => {
  const words = "nova did report tom . ".repeat(40).trim();
  const long: DataRecord = {
    kind: "document",
    id: "long",
    text: words,
    provenance: { recipe: "stories", seed: 1 },
  };
  const short = records.slice(0, 40);
  const { tooLong, tokens } = await train({ data: [long, ...short, long] });
  expect(tooLong).toBe(2);
  expect(tokens).toBe((await train({ data: short })).tokens);
});

describe("too little data", () => {
  test.each<[string, DataRecord[]]>([
    ["none", []],
    ["less than one update's rows", records.slice(0, 3)],
  ])("%s: an error with the figures and a way out", async (_, data) => {
    const error = await train({ data }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TeachwhyError);
    expect(error).toMatchObject({ code: "too-little-data", data: { records: data.length } });
    expect((error as TeachwhyError).message).toMatch(/^\d+ records fill \d+ rows; one update needs 4\.$/);
    expect((error as TeachwhyError).next).toContain("rowsPerStep");
  });
});
