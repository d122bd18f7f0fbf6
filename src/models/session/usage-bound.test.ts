import fc from "fast-check";
import { countTokens } from "gpt-tokenizer";
import { expect, test } from "vitest";
import { call } from "../../../test/fixtures/session/fake-model.ts";
import { boundOf } from "./usage-bound.ts";

const options = { maxOutputTokens: 100 };

test("no text has more tokens than the bound", () => {
  const texts = fc.oneof(fc.string({ unit: "binary", maxLength: 300 }), fc.lorem({ maxCount: 80 }));
  fc.assert(
    fc.property(texts, (text) => {
      expect(boundOf(call(text), options).inputTokens).toBeGreaterThanOrEqual(countTokens(text));
    }),
  );
});

test("tools, schemas, thoughts sent back and the model's own system text count", () => {
  const plain = boundOf(call("Hello"), options);
  const schema = {
    type: "object",
    properties: { name: { type: "string", description: "x".repeat(500) } },
  } as const;
  const tool = { type: "function", name: "f", inputSchema: schema } as const;
  expect(boundOf(call("Hello", { tools: [tool] }), options).inputTokens).toBeGreaterThan(
    plain.inputTokens + 1000,
  );
  expect(
    boundOf(call("Hello", { responseFormat: { type: "json", schema } }), options).inputTokens,
  ).toBeGreaterThan(plain.inputTokens + 1000);
  expect(boundOf(call("Hello"), { ...options, system: "y".repeat(50) }).inputTokens).toBe(
    plain.inputTokens + 50,
  );
  const thoughts = { type: "reasoning", text: "z".repeat(70) } as const;
  const { prompt } = call("Hello");
  const longer = { prompt: [...prompt, { role: "assistant" as const, content: [thoughts] }] };
  expect(boundOf(longer, options).inputTokens).toBeGreaterThanOrEqual(plain.inputTokens + 70);
});

test("the call's maximum of output goes before the model's; thoughts come on top", () => {
  expect(boundOf(call("Hello"), options).outputTokens).toBe(100);
  expect(
    boundOf(call("Hello", { maxOutputTokens: 7 }), { ...options, thinkingTokens: 50 }).outputTokens,
  ).toBe(57);
});
