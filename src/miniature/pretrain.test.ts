import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BaseRecipe, baseRecipe, pretrain } from "./index.ts";

/** A base that has read so little that it takes seconds. */
const small: BaseRecipe = {
  ...baseRecipe({ world: 3, kind: "pairs", directAnswers: 0.5 }),
  tokens: 20_000,
  updates: 12,
  rowsPerStep: 4,
  warmupUpdates: 3,
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "teachwhy-pretrain-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("a base learns from its world's text and is the same when it is made again", async () => {
  const losses: number[] = [];
  const first = await pretrain({ recipe: small, threads: 1, onUpdate: ({ loss }) => losses.push(loss) });
  expect(losses).toHaveLength(12);
  expect(losses[0]).toBeGreaterThan(5.5); // near the entropy of 310 words: it knows nothing yet
  expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.5);

  const again = await pretrain({ recipe: small, threads: 1 });
  expect(again.weights).toEqual(first.weights);
  expect(again.loss).toBe(first.loss);
}, 60_000);

test("stopped after a save, it goes on and ends with the same weights", async () => {
  const unbroken = await pretrain({ recipe: small, threads: 1, updatesPerSave: 5 });
  const stateDirectory = join(folder, "state");
  const stopped = pretrain({
    recipe: small,
    threads: 1,
    stateDirectory,
    updatesPerSave: 5,
    onUpdate: ({ update }) => {
      if (update === 7) throw new Error("power cut");
    },
  });
  await expect(stopped).rejects.toThrow("power cut");

  const updates: number[] = [];
  const resumed = await pretrain({
    recipe: small,
    threads: 1,
    stateDirectory,
    updatesPerSave: 5,
    onUpdate: ({ update }) => updates.push(update),
  });
  expect(updates[0]).toBe(6);
  expect(resumed.weights).toEqual(unbroken.weights);
  expect(resumed.loss).toBe(unbroken.loss);
  expect(await readdir(folder)).toEqual([]); // the state is not needed any more
}, 60_000);
