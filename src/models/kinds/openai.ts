import { baseUrl, refuseSetting, requiredKey } from "../registry/key-from-environment.ts";
import type { KindModel, KindRequest } from "../registry/kind.ts";

/** By the Responses API, which OpenAI's reasoning models are made for; nothing is stored there. */
export async function openOpenai(request: KindRequest): Promise<KindModel> {
  const { name, rest, settings, fetch } = request;
  const apiKey = requiredKey(request, "OPENAI_API_KEY");
  const elsewhere = baseUrl(request, "OPENAI_BASE_URL");
  const { thinking } = settings;
  if (settings.thoughts === "field") {
    refuseSetting(
      name,
      "OpenAI takes back only thoughts that it encrypted itself.",
      "Use thoughts=inline, or leave thoughts out.",
    );
  }
  if (typeof thinking === "number" || thinking === "on") {
    refuseSetting(
      name,
      `OpenAI's models think by effort, not ${thinking === "on" ? '"on"' : "by a budget of tokens"}.`,
      "Use off, minimal, low, medium, high, xhigh or max.",
    );
  }
  const { createOpenAI } = await import("@ai-sdk/openai");
  const provider = createOpenAI({
    apiKey,
    ...(elsewhere ? { baseURL: elsewhere } : {}),
    ...(fetch ? { fetch } : {}),
  });
  return {
    id: rest,
    ...(elsewhere ? { address: elsewhere } : {}),
    model: provider.responses(rest),
    providerOptions: {
      openai: {
        store: false,
        ...(thinking ? { reasoningEffort: thinking === "off" ? "none" : thinking } : {}),
      },
    },
  };
}
