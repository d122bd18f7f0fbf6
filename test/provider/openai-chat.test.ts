import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, Output, streamText, tool } from "ai";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { startProvider } from "./index.ts";

const weather = tool({
  description: "Weather of a place.",
  inputSchema: z.object({ place: z.string() }),
  execute: async () => "Rain.",
});
const advice = z.object({ title: z.string().max(60), steps: z.array(z.string()).min(2), sure: z.boolean() });

describe.each(["openai", "openai-compatible"] as const)("%s chat", (kind) => {
  const modelOf = (url: string, apiKey = "key") =>
    kind === "openai"
      ? createOpenAI({ baseURL: `${url}/v1`, apiKey }).chat("test-model")
      : createOpenAICompatible({
          name: "local",
          baseURL: `${url}/v1`,
          apiKey,
          supportsStructuredOutputs: true,
          includeUsage: true,
        })("test-model");

  test("answers with text and usage, streamed or not", async () => {
    await using provider = await startProvider({
      reply: ({ messages }) => ({ text: `${messages.length} messages, the last: ${messages.at(-1)?.text}` }),
    });
    const ask = { model: modelOf(provider.url), system: "Be brief.", prompt: "Hello." };
    const whole = await generateText(ask);
    expect(whole.text).toBe("2 messages, the last: Hello.");
    expect(whole.finishReason).toBe("stop");
    expect(whole.usage).toMatchObject({ inputTokens: 5, outputTokens: 7 });
    const streamed = streamText(ask);
    expect(await streamed.text).toBe(whole.text);
    expect(await streamed.usage).toMatchObject({ inputTokens: 5, outputTokens: 7 });
  });

  test("conforms to a schema, calls tools", async () => {
    await using provider = await startProvider();
    const model = modelOf(provider.url);
    const { output } = await generateText({
      model,
      prompt: "Advise.",
      output: Output.object({ schema: advice }),
    });
    expect(advice.safeParse(output).success).toBe(true);
    const ask = { model, prompt: "Rain?", tools: { weather }, toolChoice: "required" as const };
    const { toolCalls, finishReason } = await generateText(ask);
    expect(finishReason).toBe("tool-calls");
    expect(toolCalls[0]).toMatchObject({ toolName: "weather", input: { place: expect.any(String) } });
    expect(await streamText(ask).toolCalls).toHaveLength(1);
  });

  test("tells a wrong key", async () => {
    await using provider = await startProvider({ apiKey: "right" });
    const asked = generateText({ model: modelOf(provider.url, "wrong"), prompt: "Hello." });
    await expect(asked).rejects.toSatisfy(
      (error) => APICallError.isInstance(error) && error.statusCode === 401 && !error.isRetryable,
    );
    expect(provider.counts()).toMatchObject({ received: 1, byOutcome: { "wrong-key": 1 } });
  });
});
