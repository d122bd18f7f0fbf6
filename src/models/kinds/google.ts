import type { SharedV3ProviderOptions } from "@ai-sdk/provider";
import { baseUrl, refuseSetting, requiredKey } from "../registry/key-from-environment.ts";
import type { KindModel, KindRequest } from "../registry/kind.ts";
import { wrapModel } from "../registry/wrap-model.ts";

export async function openGoogle(request: KindRequest): Promise<KindModel> {
  const { rest, settings, fetch } = request;
  const apiKey = requiredKey(request, "GOOGLE_GENERATIVE_AI_API_KEY");
  const elsewhere = baseUrl(request, "GOOGLE_GENERATIVE_AI_BASE_URL");
  const thinkingConfig = thinkingConfigOf(request);
  const { createGoogleGenerativeAI } = await import("@ai-sdk/google");
  const provider = createGoogleGenerativeAI({
    apiKey,
    ...(elsewhere ? { baseURL: elsewhere } : {}),
    ...(fetch ? { fetch } : {}),
  });
  const thinkingTokens = typeof settings.thinking === "number" ? settings.thinking : 0;
  return {
    id: rest,
    ...(elsewhere ? { address: elsewhere } : {}),
    // Google counts thoughts against the maximum; a budget comes on top of it here, as with Anthropic.
    model: wrapModel(provider(rest), {
      prepare: ({ maxOutputTokens = 0, ...call }) => ({
        ...call,
        maxOutputTokens: maxOutputTokens + thinkingTokens,
      }),
    }),
    thinkingTokens,
    ...(thinkingConfig ? { providerOptions: { google: { thinkingConfig } } } : {}),
  };
}

function thinkingConfigOf({
  name,
  settings: { thinking },
}: KindRequest): SharedV3ProviderOptions[string] | undefined {
  if (thinking === undefined) return undefined;
  if (typeof thinking === "number") return { thinkingBudget: thinking, includeThoughts: true };
  // Gemini 2.5 counts tokens: 0 is none, -1 as many as it likes. Gemini 3 knows levels.
  if (thinking === "off") return { thinkingBudget: 0 };
  if (thinking === "on") return { thinkingBudget: -1, includeThoughts: true };
  if (thinking === "none" || thinking === "xhigh" || thinking === "max") {
    refuseSetting(
      name,
      `Google knows no effort "${thinking}".`,
      "Use off, on, minimal, low, medium or high.",
    );
  }
  return { thinkingLevel: thinking, includeThoughts: true };
}
