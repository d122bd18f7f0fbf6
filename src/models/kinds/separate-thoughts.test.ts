import type { LanguageModelV3Content, LanguageModelV3GenerateResult } from "@ai-sdk/provider";
import { expect, it } from "vitest";
import { separateThoughts } from "./separate-thoughts.ts";

const resultOf = (content: LanguageModelV3Content[]): LanguageModelV3GenerateResult => ({
  content,
  finishReason: { unified: "stop", raw: "stop" },
  usage: {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  },
  warnings: [],
});

it.each([
  ["a block before the answer", "<think>\nHm.\n</think>\n\nYes.", "Hm.", "Yes."],
  ["a block whose opening tag the chat template wrote", "Hm.\n</think>\nYes.", "Hm.", "Yes."],
  ["a block that was cut at the maximum", "\n<think>Hm, on and", "Hm, on and", ""],
  ["an empty block", "<think>\n\n</think>\n\nYes.", undefined, "Yes."],
  ["no block", "Yes.", undefined, "Yes."],
  [
    "a block that the answer writes about",
    "Write <think>why</think> first.",
    undefined,
    "Write <think>why</think> first.",
  ],
  [
    "a block inside JSON",
    '{"answer":"<think>why</think> yes"}',
    undefined,
    '{"answer":"<think>why</think> yes"}',
  ],
])("%s", (_, text, thoughts, rest) => {
  const { content } = separateThoughts(resultOf([{ type: "text", text }]));
  expect(content).toEqual([
    ...(thoughts === undefined ? [] : [{ type: "reasoning", text: thoughts }]),
    { type: "text", text: rest },
  ]);
});

it("leaves answers alone whose server has told them apart", () => {
  const told: LanguageModelV3Content[] = [
    { type: "reasoning", text: "Hm." },
    { type: "text", text: "<think>is a tag" },
  ];
  expect(separateThoughts(resultOf(told)).content).toEqual(told);
});
