import { expect, test } from "vitest";
import type { CurvePoint } from "../../experiments/index.ts";
import { meanCurve } from "./curves.ts";

function point(world: number, round: number, heldOut: number | null): CurvePoint {
  const amount = round * 100;
  return {
    arm: "elm",
    world,
    seed: 0,
    round,
    armTokens: amount,
    totalTokens: amount,
    supervisedTokens: amount,
    cases: round,
    updates: round,
    loss: 1,
    trained: null,
    heldOut,
  };
}

test("a world that learned early stands still and stays in the mean", () => {
  const points = [point(991, 1, 0.9), point(992, 1, 0.5), point(992, 2, 0.7)];
  expect(meanCurve(points, "elm", "armTokens")).toEqual([
    { arm: "elm", amount: 100, heldOut: 0.7 },
    { arm: "elm", amount: 150, heldOut: 0.8 },
  ]);
});

test("rounds without an evaluation on held-out acts are left out", () => {
  expect(meanCurve([point(991, 1, null), point(991, 2, 0.8)], "elm", "cases")).toEqual([
    { arm: "elm", amount: 2, heldOut: 0.8 },
  ]);
});
