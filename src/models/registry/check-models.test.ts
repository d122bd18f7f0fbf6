import { expect, it } from "vitest";
import { kindNames, startPlayingProvider } from "../../../test/fixtures/models/playing-provider.ts";
import { checkModels, loadPrices } from "../index.ts";

const prices = loadPrices();

it("makes one tiny call to each model and tells what answered", async () => {
  await using played = await startPlayingProvider();
  const names = kindNames.map((kind) => played.names[kind]);
  const checked = await checkModels([...names, names[0]], { env: played.env, prices });
  expect(checked.map((one) => one.name)).toEqual(names);
  for (const one of checked) {
    expect(one).toMatchObject({ answered: true, warnings: [], inputTokens: expect.any(Number) });
    if (one.answered) expect(one.outputTokens).toBeLessThanOrEqual(16);
  }
  expect(played.provider.counts()).toMatchObject({ received: 4, answered: 4 });
});

it("knows the price where there is one, and says so where there is none", async () => {
  await using played = await startPlayingProvider();
  const [known, unknown] = await checkModels(["openai:gpt-5-mini", "openai:gpt-x"], {
    env: played.env,
    prices,
  });
  const { inputTokens, outputTokens, costUsd } = known as {
    inputTokens: number;
    outputTokens: number;
    costUsd: number;
  };
  expect(costUsd).toBeCloseTo((inputTokens * 0.25 + outputTokens * 2) / 1e6, 10);
  expect(unknown).toMatchObject({ answered: true, price: undefined, costUsd: undefined });
});

it("tells each failure for itself and goes on with the others", async () => {
  await using played = await startPlayingProvider({ models: ["gpt-x"] });
  const checked = await checkModels(["openai:gpt-x", "openai:gpt-y", "opnai:gpt-x", "google:g"], {
    env: { ...played.env, GOOGLE_GENERATIVE_AI_API_KEY: undefined },
    prices,
  });
  expect(checked).toMatchObject([
    { answered: true },
    { answered: false, code: "unknown-model", next: expect.stringContaining('"gpt-y"') },
    {
      answered: false,
      code: "unknown-model-kind",
      message: expect.stringContaining("Did you mean openai:?"),
    },
    {
      answered: false,
      code: "missing-key",
      message: expect.stringContaining("GOOGLE_GENERATIVE_AI_API_KEY"),
    },
  ]);
});

it("tells of settings that were not taken, and of an empty answer", async () => {
  await using played = await startPlayingProvider({ faults: () => "empty" });
  const [checked] = await checkModels(["openai:gpt-5?temperature=0.5"], { env: played.env, prices });
  expect(checked).toMatchObject({
    answered: true,
    warnings: [expect.stringContaining("temperature"), expect.stringContaining("empty")],
  });
});

it("does not wait for ever, and ends at a stop", async () => {
  await using played = await startPlayingProvider({ faults: () => "hang" });
  const options = { env: played.env, prices };
  expect(await checkModels(["openai:gpt-x"], { ...options, timeoutMs: 50 })).toMatchObject([
    { code: "timed-out" },
  ]);
  await expect(
    checkModels(["openai:gpt-x"], { ...options, signal: AbortSignal.timeout(50) }),
  ).rejects.toThrow(/abort/);
});
