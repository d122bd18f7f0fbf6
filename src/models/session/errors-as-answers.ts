import type { LanguageModelV3GenerateResult, LanguageModelV3Middleware } from "@ai-sdk/provider";
import { TeachwhyError } from "../../store/index.ts";
import { middleware } from "./middleware.ts";

/**
 * A provider that refuses a prompt with an error (a content filter, a prompt too long for the model) has answered:
 * the same prompt gets the same again. So it becomes an answer without content, which can be stored; its message is in
 * `providerMetadata.teachwhy.message`. Stands outside `retry`, whose errors it reads.
 */
export function errorsAsAnswers(): LanguageModelV3Middleware {
  return middleware(async ({ model, params }) => {
    try {
      return await model.doGenerate(params);
    } catch (error) {
      const kind = error instanceof TeachwhyError ? error.data.kind : undefined;
      if (kind === "filtered") return without({ finish: "content-filter", error: error as TeachwhyError });
      if (kind === "too-long") return without({ finish: "error", error: error as TeachwhyError });
      throw error;
    }
  });
}

function without(answer: {
  finish: "content-filter" | "error";
  error: TeachwhyError;
}): LanguageModelV3GenerateResult {
  const { code, message } = answer.error;
  return {
    content: [],
    finishReason: { unified: answer.finish, raw: code },
    usage: {
      inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 0, text: 0, reasoning: 0 },
    },
    providerMetadata: { teachwhy: { message } },
    warnings: [],
  };
}
