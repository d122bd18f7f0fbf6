import type { SharedV3ProviderOptions } from "@ai-sdk/provider";
import { baseUrl, refuseSetting, requiredKey } from "../registry/key-from-environment.ts";
import type { KindModel, KindRequest } from "../registry/kind.ts";

export async function openAnthropic(request: KindRequest): Promise<KindModel> {
  const { name, rest, settings, fetch } = request;
  const apiKey = requiredKey(request, "ANTHROPIC_API_KEY");
  const elsewhere = baseUrl(request, "ANTHROPIC_BASE_URL");
  if (settings.thoughts === "field") {
    refuseSetting(
      name,
      "Anthropic takes back only thoughts that carry its own signature.",
      "Use thoughts=inline, or leave thoughts out.",
    );
  }
  const thinking = thinkingOptions(request);
  const { createAnthropic } = await import("@ai-sdk/anthropic");
  const provider = createAnthropic({
    apiKey,
    ...(elsewhere ? { baseURL: elsewhere } : {}),
    ...(fetch ? { fetch } : {}),
  });
  return {
    id: rest,
    ...(elsewhere ? { address: elsewhere } : {}),
    model: provider(rest),
    ...(thinking ? { providerOptions: { anthropic: thinking } } : {}),
    // The provider package adds the budget to the call's maximum by itself.
    ...(typeof settings.thinking === "number" ? { thinkingTokens: settings.thinking } : {}),
  };
}

function thinkingOptions({
  name,
  settings: { thinking },
}: KindRequest): SharedV3ProviderOptions[string] | undefined {
  if (thinking === undefined) return undefined;
  if (typeof thinking === "number") {
    if (thinking >= 1024) return { thinking: { type: "enabled", budgetTokens: thinking } };
    refuseSetting(
      name,
      `thinking=${thinking} is below Anthropic's least budget.`,
      "Give 1024 tokens or more.",
    );
  }
  if (thinking === "off") return { thinking: { type: "disabled" } };
  const adaptive = { thinking: { type: "adaptive", display: "summarized" } };
  if (thinking === "on") return adaptive;
  if (thinking === "none" || thinking === "minimal") {
    refuseSetting(
      name,
      `Anthropic knows no effort "${thinking}".`,
      "Use off, low, medium, high, xhigh or max.",
    );
  }
  return { ...adaptive, effort: thinking };
}
