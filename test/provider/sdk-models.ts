// The AI SDK's models, as clients of the test provider.
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogleGenerativeAI } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { LanguageModelV3 } from "@ai-sdk/provider";

// The warnings say that "test-model" is none that the SDK knows.
(globalThis as { AI_SDK_LOG_WARNINGS?: false }).AI_SDK_LOG_WARNINGS = false;

type MakeModel = (url: string, apiKey?: string) => LanguageModelV3;

export const sdkModels: Record<string, MakeModel> = {
  "openai chat": (url, apiKey = "key") => createOpenAI({ baseURL: `${url}/v1`, apiKey }).chat("test-model"),
  "openai responses": (url, apiKey = "key") =>
    createOpenAI({ baseURL: `${url}/v1`, apiKey }).responses("test-model"),
  "openai-compatible": (url, apiKey = "key") =>
    createOpenAICompatible({
      name: "local",
      baseURL: `${url}/v1`,
      apiKey,
      supportsStructuredOutputs: true,
      includeUsage: true,
    })("test-model"),
  // Of this model the AI SDK knows that it takes schemas; of an unknown one it asks by a forced tool.
  anthropic: (url, apiKey = "key") => createAnthropic({ baseURL: `${url}/v1`, apiKey })("claude-opus-4-6"),
  "anthropic by tool": (url, apiKey = "key") =>
    createAnthropic({ baseURL: `${url}/v1`, apiKey })("test-model"),
  google: (url, apiKey = "key") =>
    createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey })("test-model"),
};
