// Each answer shape arrives through the AI SDK as what it is.
import { generateText, Output, streamText, tool } from "ai";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { startProvider } from "./index.ts";
import { sdkModels } from "./sdk-models.ts";

const weather = tool({
  description: "Weather of a place.",
  inputSchema: z.object({ place: z.string() }),
  execute: async ({ place }) => `Rain in ${place}.`,
});
const advice = z.object({
  title: z.string(),
  steps: z.array(z.string()),
  weight: z.number(),
  kind: z.enum(["rule", "reason"]),
  note: z.string().nullable(),
});

/** Google's provider leaves bounds out of what it sends, so its model cannot keep to them. */
const boundedAdvice = advice.extend({
  title: z.string().max(20),
  steps: z.array(z.string().min(50)).min(4).max(5),
  weight: z.number().min(3).max(4),
});

describe.each(Object.entries(sdkModels))("%s", (name, modelOf) => {
  test("text, thoughts and usage, streamed and not", async () => {
    await using provider = await startProvider({
      reply: ({ messages }) => ({
        text: messages.map(({ role, text }) => `${role}: ${text}`).join("\n"),
        reasoning: "Repeat it.",
      }),
    });
    const ask = { model: modelOf(provider.url), system: "Be brief.", prompt: "Grüße!" };
    const whole = await generateText(ask);
    expect(whole.text).toBe("system: Be brief.\nuser: Grüße!");
    expect(whole.finishReason).toBe("stop");
    // In: 9 and 8 bytes. Out: 10 and 32 bytes.
    const usage = { inputTokens: 3 + 2, outputTokens: 3 + 8, outputTokenDetails: { reasoningTokens: 3 } };
    expect(whole.usage).toMatchObject(usage);
    const streamed = streamText(ask);
    expect(await streamed.text).toBe(whole.text);
    expect(await streamed.finishReason).toBe("stop");
    expect(await streamed.usage).toMatchObject(usage);
    const reasonings = [whole.reasoningText, await streamed.reasoningText];
    // OpenAI's own chat completions have no field for thoughts, so its provider does not read any.
    expect(reasonings).toEqual(
      name === "openai chat" ? [undefined, undefined] : ["Repeat it.", "Repeat it."],
    );
    expect(provider.counts()).toMatchObject({ received: 2, answered: 2, identities: 1, askedAgain: 1 });
  });

  test("a value of the asked schema, streamed and not", async () => {
    await using provider = await startProvider();
    const schema = name === "google" ? advice : boundedAdvice;
    const ask = { model: modelOf(provider.url), prompt: "Advise.", output: Output.object({ schema }) };
    const { output, finishReason } = await generateText(ask);
    expect(schema.parse(output)).toEqual(output);
    expect(finishReason).toBe("stop");
    const streamed = await streamText(ask).output;
    expect(schema.parse(streamed)).toEqual(streamed);
    expect(streamed).not.toEqual(output); // the second asking draws anew
  });

  test("a call of a tool, its result, and an answer to it", async () => {
    await using provider = await startProvider({
      reply: ({ messages }) =>
        messages.at(-1)?.role === "tool"
          ? { text: messages.at(-1)!.text }
          : { toolCalls: [{ name: "weather", arguments: { place: "Ulm" } }] },
    });
    const model = modelOf(provider.url);
    const first = await generateText({ model, prompt: "Rain?", tools: { weather } });
    expect(first.finishReason).toBe("tool-calls");
    expect(first.toolCalls[0]).toMatchObject({ toolName: "weather", input: { place: "Ulm" } });
    const second = await generateText({
      model,
      messages: [{ role: "user", content: "Rain?" }, ...first.response.messages],
      tools: { weather },
    });
    expect(second.text).toContain("Rain in Ulm.");
    const streamed = streamText({ model, prompt: "Rain?", tools: { weather } });
    expect((await streamed.toolCalls)[0]).toMatchObject({ toolName: "weather", input: { place: "Ulm" } });
    expect(await streamed.finishReason).toBe("tool-calls");
  });

  test("a call that must be made conforms to the tool's schema", async () => {
    await using provider = await startProvider();
    const { toolCalls } = await generateText({
      model: modelOf(provider.url),
      prompt: "Rain?",
      tools: { weather },
      toolChoice: { type: "tool", toolName: "weather" },
    });
    expect(toolCalls[0]?.input).toEqual({ place: expect.any(String) });
  });

  test("the token limit cuts", async () => {
    await using provider = await startProvider({ words: 200 });
    const cut = await generateText({ model: modelOf(provider.url), prompt: "Tell.", maxOutputTokens: 20 });
    expect(cut.finishReason).toBe("length");
    expect(cut.usage.outputTokens).toBe(20);
    expect(cut.text).toHaveLength(80);
  });
});
