// Each fault is seen by the AI SDK as what it should be.
import type { LanguageModelV3 } from "@ai-sdk/provider";
import { APICallError, generateText, NoObjectGeneratedError, Output, streamText } from "ai";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { type FaultKind, type ProviderOptions, startProvider } from "./index.ts";
import { sdkModels } from "./sdk-models.ts";

const schema = z.object({ title: z.string(), steps: z.array(z.string()) });

/** What a call comes to: an HTTP status with "retry" where the SDK would, an error's name, or a finish reason. */
async function outcomeOf(asked: PromiseLike<{ finishReason: string; text: string }>): Promise<string> {
  try {
    const { finishReason, text } = await asked;
    return text === "" ? `${finishReason}, empty` : finishReason;
  } catch (error) {
    if (!APICallError.isInstance(error)) return (error as Error).name;
    return `${error.statusCode}${error.isRetryable ? " retry" : ""}`;
  }
}

const faulty = (kind: FaultKind, options: ProviderOptions = {}) =>
  startProvider({ ...options, faults: () => kind });
const ask = (model: LanguageModelV3) => generateText({ model, prompt: "Advise.", maxRetries: 0 });

describe.each(Object.entries(sdkModels))("%s", (name, modelOf) => {
  const isGoogle = name === "google";
  const isAnthropic = name.startsWith("anthropic");

  test.each<[FaultKind, string]>([
    ["rate-limit", "429 retry"],
    ["rate-limit-retry-after", "429 retry"],
    ["overloaded", "529 retry"],
    ["server-error", "500 retry"],
    ["unavailable", "503 retry"],
    ["content-blocked", isGoogle ? "content-filter, empty" : "400"],
    ["wrong-key", isGoogle ? "400" : "401"],
    ["unknown-model", "404"],
    // By status alone this looks passing on OpenAI and Google: clients must read the code.
    ["empty-balance", isAnthropic ? "400" : "429 retry"],
    ["payment-required", "402"],
    ["malformed-body", "200"],
    ["refusal", isGoogle ? "stop" : "content-filter"],
    ["content-filter", "content-filter"],
    ["max-tokens", "length"],
    ["slow-start", "stop"],
  ])("%s: %s", async (kind, outcome) => {
    await using provider = await faulty(kind, { slowStartMs: 5 });
    expect(await outcomeOf(ask(modelOf(provider.url)))).toBe(outcome);
    expect(provider.counts().byOutcome).toEqual({ [kind]: 1 });
  });

  test("empty", async () => {
    await using provider = await faulty("empty");
    const answer = await ask(modelOf(provider.url));
    expect(answer.text).toBe("");
    expect(answer.usage.outputTokens).toBe(0);
  });

  test("cut in the middle, streamed and not", async () => {
    await using provider = await faulty("cut");
    const model = modelOf(provider.url);
    await expect(ask(model)).rejects.toThrow();
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    const streamed = streamText({ model, prompt: "Advise.", maxRetries: 0, onError: () => {} });
    await streamed.consumeStream({ onError });
    expect(errors[0]).toBeInstanceOf(Error);
    expect(provider.counts()).toMatchObject({ answered: 0, aborted: 0, byOutcome: { cut: 2 } });
  });

  test("malformed event in a stream", async () => {
    await using provider = await faulty("malformed-body");
    const errors: unknown[] = [];
    const onError = ({ error }: { error: unknown }) => void errors.push(error);
    await streamText({ model: modelOf(provider.url), prompt: "Advise.", onError }).consumeStream();
    expect(String(errors[0])).toMatch(/JSON/i);
  });

  test("hangs until the client gives up", async () => {
    await using provider = await faulty("hang");
    const client = new AbortController();
    const asked = generateText({
      model: modelOf(provider.url),
      prompt: "Advise.",
      abortSignal: client.signal,
      maxRetries: 0,
    });
    const refused = expect(asked).rejects.toThrow(/abort/i);
    await expect.poll(() => provider.counts().byOutcome.hang).toBe(1);
    client.abort();
    await refused;
    await expect.poll(() => provider.counts().inFlight).toBe(0);
    expect(provider.counts()).toMatchObject({ aborted: 1, answered: 0, byOutcome: { hang: 1 } });
  });

  test.each<FaultKind>(["wrong-schema", "malformed-object", "refusal", "empty"])(
    "%s is no object",
    async (kind) => {
      await using provider = await faulty(kind);
      const output = Output.object({ schema });
      const asked = generateText({ model: modelOf(provider.url), prompt: "Advise.", output });
      await expect(asked.then((result) => result.output)).rejects.toThrow();
      await expect(asked.then((result) => result.output)).rejects.toSatisfy(
        (error) => NoObjectGeneratedError.isInstance(error) || /No output/.test(String(error)),
      );
    },
  );
});

test("retry-after is told in whole seconds, and in milliseconds as OpenAI does", async () => {
  await using provider = await faulty("rate-limit-retry-after", { retryAfterMs: 30 });
  const error = await ask(sdkModels["openai chat"]!(provider.url)).catch((thrown) => thrown);
  expect(error.responseHeaders).toMatchObject({ "retry-after": "1", "retry-after-ms": "30" });
});

test("faults by seed fall the same way at any concurrency, and a second try draws anew", async () => {
  const outcomes: string[][] = [];
  for (const concurrency of [1, 20]) {
    await using provider = await startProvider({
      faults: { rate: 0.5, seed: 7, kinds: ["server-error", "empty"] },
    });
    let next = 0;
    const worker = async () => {
      while (next < 120) {
        const content = `Question ${next++ % 60}`;
        const body = JSON.stringify({ model: "m", messages: [{ role: "user", content }] });
        await fetch(`${provider.url}/v1/chat/completions`, { method: "POST", body }).then((one) =>
          one.text(),
        );
      }
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    outcomes.push(
      provider
        .requests()
        .map((one) => `${one.identity} ${one.outcome}`)
        .sort(),
    );
    const { byOutcome, askedAgain } = provider.counts();
    expect(byOutcome.answer).toBeGreaterThan(40);
    expect(byOutcome.answer).toBeLessThan(80);
    expect(askedAgain).toBeLessThan(60);
  }
  expect(outcomes[0]).toEqual(outcomes[1]);
  expect(new Set(outcomes[0]).size).toBeGreaterThan(60); // some of the 60 met both fates
});
