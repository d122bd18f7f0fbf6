import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createFakePrompts } from "../../../test/fixtures/recipes/fake-prompts.ts";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import {
  averagesFor,
  averagesOf,
  estimateRun,
  handMadeRun,
  type RecipeManifest,
  readAverages,
  storeAverages,
} from "../index.ts";

const folder = useTemporaryFolder();

const sections = Array.from({ length: 10 }, (_, number) => ({
  id: `${number}`,
  title: "",
  path: [],
  text: "",
  words: 200,
  principles: [],
}));
const steps = [{ name: "ideas", fanOut: 4 }, { name: "draft" }, { name: "judge" }];
const parts = { steps, prompts: createFakePrompts(), sections };
const manifest = {
  records: 10,
  seconds: 20,
  spend: { calls: 40 },
  roles: { ideas: "teacher", draft: "teacher", judge: "judge" },
  steps: [
    { step: "ideas", spent: { calls: 10, inputTokens: 1000, outputTokens: 500 } },
    { step: "draft", spent: { calls: 15, inputTokens: 3000, outputTokens: 6000 } },
    { step: "judge", spent: { calls: 15, inputTokens: 6000, outputTokens: 300 } },
    { step: "near-duplicates", spent: { calls: 0, inputTokens: 0, outputTokens: 0 } },
  ],
} as unknown as RecipeManifest;

describe("what a record takes", () => {
  test("is guessed where nothing was measured; a large set shares what stands before a fan-out", () => {
    const small = averagesFor("tiny", { ...parts, records: 10, measured: undefined });
    const large = averagesFor("tiny", { ...parts, records: 400, measured: undefined });
    expect(small.records).toBe(0);
    expect(small.steps.ideas!.calls).toBeCloseTo(1 / 0.8);
    expect(large.steps.ideas!.calls).toBeCloseTo(1 / 0.8 / 4);
    expect(large.steps.draft).toEqual(small.steps.draft);
    expect(small.steps.judge!.role).toBe("judge");
  });

  test("is what an earlier run took, those of rejected items included; kept in the store", async () => {
    const measured = averagesOf(manifest)!;
    expect(measured).toEqual({
      records: 10,
      callsPerSecond: 2,
      steps: {
        ideas: { role: "teacher", calls: 1, inputTokens: 100, outputTokens: 50 },
        draft: { role: "teacher", calls: 1.5, inputTokens: 300, outputTokens: 600 },
        judge: { role: "judge", calls: 1.5, inputTokens: 600, outputTokens: 30 },
      },
    });
    await storeAverages(folder("store"), "tiny", measured);
    expect(await readAverages(folder("store"), "tiny")).toEqual(measured);
    writeFileSync(folder("store", "averages", "tiny.json"), "{");
    expect(await readAverages(folder("store"), "tiny")).toBeUndefined();
    expect(await readAverages(folder("store"), "other")).toBeUndefined();
    const larger = averagesFor("tiny", { ...parts, records: 40, measured });
    expect(larger.steps.ideas).toEqual({ role: "teacher", calls: 0.25, inputTokens: 25, outputTokens: 12.5 });
    expect(larger.steps.draft).toEqual(measured.steps.draft);
  });

  test("is guessed from the examples where records of the recipe were made by hand, their own share of rejects apart", () => {
    const { records, recordTokens, steps: made } = handMadeRun("difficult-advice")!;
    const all = [{ name: "worries", fanOut: 3 }, { name: "judge" }, { name: "without-reasons" }];
    const guessed = averagesFor("difficult-advice", {
      ...parts,
      steps: all,
      records: 10,
      measured: undefined,
    });
    const perCall = made.judge!.outputTokens / made.judge!.items;
    expect(guessed).toMatchObject({ records: 0, handMade: records });
    expect(guessed.steps.judge).toMatchObject({ role: "judge", calls: 1 / 0.8 });
    expect(guessed.steps.judge!.outputTokens).toBeCloseTo(perCall / 0.8);
    expect(guessed.steps["without-reasons"]!.outputTokens).toBeCloseTo(recordTokens / records / 0.8);
    const { basis } = estimateRun({ averages: guessed, records: 10, cost: () => 0, concurrency: 1 });
    expect(basis).toEqual({ kind: "hand-made", records });
  });

  test("of a run that made nothing is unknown", () => {
    expect(averagesOf({ ...manifest, records: 0 })).toBeUndefined();
  });
});

describe("an estimate", () => {
  const measured = averagesOf(manifest)!;
  const cost = (
    role: string,
    { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
  ) => (role === "judge" ? 0 : (inputTokens + 2 * outputTokens) / 1000);

  test("adds up steps, each at the price of its own model", () => {
    const estimate = estimateRun({ averages: measured, records: 100, cost, concurrency: 8 });
    expect(estimate.calls.likely).toBeCloseTo(400);
    expect(estimate.inputTokens.likely).toBeCloseTo(100_000);
    expect(estimate.outputTokens.likely).toBeCloseTo(68_000);
    expect(estimate.usd!.likely).toBeCloseTo((10_000 + 2 * 5_000 + 30_000 + 2 * 60_000) / 1000);
    expect(estimate.seconds.likely).toBeCloseTo(200);
    expect(estimate.basis).toEqual({ kind: "measured", records: 10 });
  });

  test("has a range that holds it, narrower the more was measured, wider upwards", () => {
    const ranges = [0, 10, 1000].map(
      (records) =>
        estimateRun({ averages: { ...measured, records }, records: 50, cost, concurrency: 8 }).calls,
    );
    for (const { low, likely, high } of ranges) {
      expect(low).toBeLessThan(likely);
      expect(high - likely).toBeGreaterThan(likely - low);
    }
    expect(ranges[1]!.high).toBeLessThan(ranges[0]!.high);
    expect(ranges[2]!.high).toBeLessThan(ranges[1]!.high);
  });

  test("has no price where a model's is not known", () => {
    const unknown = () => undefined;
    expect(
      estimateRun({ averages: measured, records: 1, cost: unknown, concurrency: 1 }).usd,
    ).toBeUndefined();
  });
});
