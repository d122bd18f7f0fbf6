import { writeFileSync } from "node:fs";
import type { LanguageModelV3Usage } from "@ai-sdk/provider";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { costUsd, loadPrices, openModel, type Price, priceOf, registerKind, worstCostUsd } from "../index.ts";

const inFolder = useTemporaryFolder();

const usageOf = (input: number, output: number, cache: { read?: number; written?: number } = {}) =>
  ({
    inputTokens: { total: input, noCache: undefined, cacheRead: cache.read, cacheWrite: cache.written },
    outputTokens: { total: output, text: output, reasoning: 0 },
  }) satisfies LanguageModelV3Usage;

describe("the prices that come with the package", () => {
  it("all have a day, a source on the web and a batch price; output never costs less than input", () => {
    const prices = loadPrices();
    expect(prices.size).toBeGreaterThan(40);
    for (const [name, price] of prices) {
      expect.soft(price, name).toMatchObject({
        asOf: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
        source: expect.stringMatching(/^https:/),
        batchShare: 0.5,
      });
      expect.soft(price.outputUsdPerMillion, name).toBeGreaterThanOrEqual(price.inputUsdPerMillion);
      expect.soft(price.cachedInputUsdPerMillion ?? 0, name).toBeLessThanOrEqual(price.inputUsdPerMillion);
    }
  });

  it.each([
    ["openai", "gpt-5", 1.25],
    ["openai", "gpt-5-2025-08-07", 1.25],
    ["openai", "gpt-4o-2024-05-13", 5], // stands in the file itself
    ["anthropic", "claude-haiku-4-5-20251001", 1],
    ["anthropic", "claude-3-5-haiku-latest", 0.8],
    ["openai", "gpt-5-nonsense", undefined],
    ["openai-compatible", "gpt-5", undefined],
    ["anthropic", "gpt-5", undefined],
  ])("%s:%s", (kind, id, input) => {
    expect(priceOf({ kind, id }, loadPrices())?.inputUsdPerMillion).toBe(input);
  });

  it("are unknown after their last day", () => {
    const model = { kind: "google", id: "gemini-3.8-flash" };
    expect(priceOf(model, loadPrices(undefined, "2026-12-31"))).toBeDefined();
    expect(priceOf(model, loadPrices(undefined, "2027-01-01"))).toBeUndefined();
  });
});

describe("prices of one's own", () => {
  it("stand on top of the others", () => {
    const file = inFolder("prices.yaml");
    writeFileSync(
      file,
      "openai: {models: {gpt-5: {input: 1, output: 2}}}\nopenai-compatible: {asOf: 2026-11-24, models: {Qwen/Qwen3-8B: {input: 0.1, output: 0.2}}}\n",
    );
    const prices = loadPrices(file);
    expect(prices.get("openai:gpt-5")).toEqual({
      inputUsdPerMillion: 1,
      outputUsdPerMillion: 2,
      source: file,
    });
    expect(prices.get("openai-compatible:Qwen/Qwen3-8B")).toMatchObject({ asOf: "2026-11-24" });
    expect(prices.get("openai:gpt-5-mini")).toEqual(loadPrices().get("openai:gpt-5-mini"));
  });

  it("may stand in the model string", async () => {
    const opened = await openModel("openai-compatible:http://h/v1#m?priceIn=0.1&priceOut=0.2", { env: {} });
    expect(priceOf(opened, loadPrices())).toEqual({
      inputUsdPerMillion: 0.1,
      outputUsdPerMillion: 0.2,
      source: "the model string",
    });
  });

  it.each([
    ["openai: {models: {gpt-5: {input: 1}}}", "openai.models.gpt-5.output"],
    ["openai: {models: {gpt-5: {input: -1, output: 1}}}", "openai.models.gpt-5.input"],
    ["openai: {models: {gpt-5: {input: 1, output: 1, inptu: 1}}}", "inptu"],
    ["openai: {asOf: yesterday, models: {}}", "openai.asOf: expected a day"],
    ["- 1", "the file"],
    ["openai: {", "cannot be used"],
  ])("%s is an error that says where", (text, where) => {
    writeFileSync(inFolder("prices.yaml"), text);
    expect(() => loadPrices(inFolder("prices.yaml"))).toThrow(where);
  });

  it("a file that is not there is an error", () => {
    expect(() => loadPrices(inFolder("none.yaml"))).toThrow(/none.yaml cannot be used: ENOENT/);
  });
});

it("what runs in this process costs nothing; of other kinds nothing is known", () => {
  registerKind("here", () => Promise.reject(new Error("not opened in this test")), { free: true });
  registerKind("there", () => Promise.reject(new Error("not opened in this test")));
  expect(priceOf({ kind: "here", id: "x" }, loadPrices())).toMatchObject({
    inputUsdPerMillion: 0,
    outputUsdPerMillion: 0,
  });
  expect(priceOf({ kind: "there", id: "x" }, loadPrices())).toBeUndefined();
});

describe("the cost of a call", () => {
  const price: Price = {
    inputUsdPerMillion: 3,
    outputUsdPerMillion: 15,
    cachedInputUsdPerMillion: 0.3,
    cacheWriteUsdPerMillion: 3.75,
    long: { above: 200_000, inputUsdPerMillion: 6, outputUsdPerMillion: 22.5 },
    source: "invented",
  };

  it.each([
    ["plain", usageOf(1000, 100), 0.0045],
    ["with the prompt cache", usageOf(1000, 100, { read: 600, written: 200 }), 0.00303],
    ["with a long prompt", usageOf(300_000, 1000), 1.8225],
    ["at the edge of a long prompt", usageOf(200_000, 0), 0.6],
  ])("%s", (_, usage, usd) => {
    expect(costUsd(usage, price)).toBeCloseTo(usd, 10);
  });

  it("is never above the worst case", () => {
    const tokens = fc.nat({ max: 400_000 });
    fc.assert(
      fc.property(
        tokens,
        tokens,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (input, output, share, reads) => {
          const cache = reads ? { read: Math.floor(input * share) } : { written: Math.floor(input * share) };
          const worst = worstCostUsd({ inputTokens: input, outputTokens: output }, price);
          expect(costUsd(usageOf(input, output, cache), price)).toBeLessThanOrEqual(worst + 1e-12);
        },
      ),
    );
  });
});
