import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { ModelConfig } from "../model/config.ts";
import type { Weights } from "../model/weights.ts";
import type { Row } from "./pack.ts";
import { createTrainer } from "./trainer.ts";

// Made by test/fixtures/pytorch/make.ts (the weights and batches) and make.py (the losses).
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/pytorch/${name}`, import.meta.url), "utf8"));

interface Case {
  config: ModelConfig;
  rowsPerStep: number;
  learningRate: number;
  weightDecay: number;
  betas: [number, number];
  clip: number;
  weights: Record<string, { shape: number[]; base64: string }>;
  rows: { tokens: number[]; documents: number[]; lossWeights: number[] }[];
}

test("fifty updates agree with PyTorch: losses to three decimals, gradient norms to one in a thousand", async () => {
  const { config, rowsPerStep, learningRate, weightDecay, betas, clip, ...stored } = read(
    "case.json",
  ) as Case;
  const expected = read("losses.json") as { losses: number[]; gradientNorms: number[] };
  const weights: Weights = {};
  for (const [name, { shape, base64 }] of Object.entries(stored.weights)) {
    weights[name] = { shape, data: new Float32Array(new Uint8Array(Buffer.from(base64, "base64")).buffer) };
  }
  const rows: Row[] = stored.rows.map((row) => ({
    tokens: Int32Array.from(row.tokens),
    documents: Int32Array.from(row.documents),
    lossWeights: Float32Array.from(row.lossWeights),
  }));
  const trainer = await createTrainer({ config, weights, rowsPerStep, threads: 1, weightDecay, betas, clip });
  expect(expected.losses).toHaveLength(50);
  for (const [update, loss] of expected.losses.entries()) {
    const result = await trainer.step(
      rows.slice(update * rowsPerStep, (update + 1) * rowsPerStep),
      learningRate,
    );
    expect(Math.abs(result.loss - loss)).toBeLessThan(5e-4);
    expect(result.gradientNorm / expected.gradientNorms[update]).toBeCloseTo(1, 3);
  }
  expect(expected.losses[0] - expected.losses[49]).toBeGreaterThan(1); // it was a run that learned
  await trainer.release();
});
