import type { LanguageModelV3Content, LanguageModelV3GenerateResult } from "@ai-sdk/provider";

/**
 * Servers without a reasoning parser leave thoughts in the text: `<think>...</think>answer`, or without the opening
 * tag where the chat template wrote it, or without the closing one where the answer was cut. Only at the beginning of
 * an answer: a teacher that writes about `<think>` later on means the text. The AI SDK's middleware looks everywhere.
 */
export function separateThoughts(result: LanguageModelV3GenerateResult): LanguageModelV3GenerateResult {
  const at = result.content.findIndex((part) => part.type === "text");
  const part = result.content[at];
  if (part?.type !== "text" || result.content.some((one) => one.type === "reasoning")) return result;
  const split = splitThoughts(part.text);
  if (!split) return result;
  const content: LanguageModelV3Content[] = [
    ...result.content.slice(0, at),
    ...(split.thoughts ? [{ type: "reasoning" as const, text: split.thoughts }] : []),
    { ...part, text: split.text },
    ...result.content.slice(at + 1),
  ];
  return { ...result, content };
}

function splitThoughts(text: string): { thoughts: string; text: string } | undefined {
  const begins = /^\s*<think>/.exec(text);
  const end = text.indexOf("</think>");
  if (!begins && (end < 0 || text.includes("<think>"))) return undefined;
  const from = begins?.[0].length ?? 0;
  if (end < 0) return { thoughts: text.slice(from).trim(), text: "" };
  return { thoughts: text.slice(from, end).trim(), text: text.slice(end + "</think>".length).trimStart() };
}
