import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { decodeHalf, encodeHalf } from "./half.ts";
import { createWeights } from "./weights.ts";

const config = {
  vocabularySize: 3,
  width: 8,
  layers: 2,
  heads: 2,
  feedForward: 12,
  context: 16,
  ropeBase: 1000,
};
const checkpoint = {
  config,
  weights: createWeights(config, 1),
  vocabulary: ["<end>", "why", "not"],
  metadata: { world: 7, arm: "reasons" },
};

let directory: string;
const file = (name: string) => join(directory, name);
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "teachwhy-")), "base");
  await saveCheckpoint(directory, { ...checkpoint, precision: "full" });
});
afterEach(() => rm(join(directory, ".."), { recursive: true }));

test("a checkpoint comes back as it was saved", async () => {
  const loaded = await loadCheckpoint(directory);
  expect(loaded).toEqual(checkpoint);
  expect(Object.keys(loaded.weights)).toEqual(Object.keys(checkpoint.weights));
});

test("in half precision every weight is the closest half", async () => {
  await saveCheckpoint(directory, { ...checkpoint, precision: "half" });
  const { weights } = await loadCheckpoint(directory);
  for (const [name, { data }] of Object.entries(checkpoint.weights)) {
    expect(weights[name].data).toEqual(data.map((value) => decodeHalf(encodeHalf(value))));
  }
});

test("a missing or damaged file is named, with what to do", async () => {
  await truncate(file("model.safetensors"), 3000);
  await expect(loadCheckpoint(directory)).rejects.toThrow(
    /Cannot read .*model\.safetensors: .* the file ends at 3000/,
  );
  await rm(file("model.safetensors"));
  await expect(loadCheckpoint(directory)).rejects.toMatchObject({
    message: expect.stringMatching(/There is no .*model\.safetensors/),
    next: expect.stringContaining("A checkpoint is a folder with"),
  });
  await writeFile(file("vocabulary.json"), '["<end>", "why"');
  await expect(loadCheckpoint(directory)).rejects.toThrow(/vocabulary\.json: it is not JSON/);
  const text = await readFile(file("config.json"), "utf8");
  await writeFile(file("config.json"), text.replace('"heads": 2', '"heads": 3'));
  await expect(loadCheckpoint(directory)).rejects.toThrow(/config\.json: .*must be a multiple of twice/);
});

test("files of different checkpoints are not taken together", async () => {
  const other = { ...config, feedForward: 16 };
  const wrongWeights = { ...checkpoint, weights: createWeights(other, 1), precision: "full" } as const;
  await expect(saveCheckpoint(directory, wrongWeights)).rejects.toThrow(
    '"layers.0.feedForward.up.weight" has shape [8,16], its config says [8,12]',
  );
  await writeFile(file("vocabulary.json"), '["<end>", "why"]');
  await expect(loadCheckpoint(directory)).rejects.toThrow("its vocabulary has 2 words, its config says 3");
  await writeFile(file("vocabulary.json"), '["<end>", "why", "why"]');
  await expect(loadCheckpoint(directory)).rejects.toThrow('its vocabulary has "why" twice');
});
