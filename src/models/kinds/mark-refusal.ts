import type { LanguageModelV3GenerateResult } from "@ai-sdk/provider";

/**
 * Chat completions give a refusal in a field of its own beside empty content and end with "stop"; the AI SDK's package
 * drops the field, and an empty answer would be all that is left. As Anthropic's is: filtered, with "refusal" as reason.
 */
export function markRefusal(result: LanguageModelV3GenerateResult): LanguageModelV3GenerateResult {
  const body = result.response?.body as { choices?: { message?: { refusal?: unknown } }[] } | undefined;
  const refusal = body?.choices?.[0]?.message?.refusal;
  if (typeof refusal !== "string" || refusal === "") return result;
  return {
    ...result,
    content: [...result.content, { type: "text", text: refusal }],
    finishReason: { unified: "content-filter", raw: "refusal" },
  };
}
