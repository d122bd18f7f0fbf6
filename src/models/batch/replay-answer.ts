import type { LanguageModelV3CallOptions, LanguageModelV3GenerateResult } from "@ai-sdk/provider";
import { createRandom } from "../../statistics/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import { explainCallError } from "../registry/explain-call-error.ts";
import { errorsAsAnswers } from "../session/errors-as-answers.ts";
import { stack } from "../session/middleware.ts";
import { retry } from "../session/retry.ts";
import type { OfflineModel } from "./open-offline-model.ts";

/**
 * Plays a stored HTTP answer to the provider's own code, inside the layers that read errors in a session: so that what
 * comes from a batch is what the same answer would have been in a live call. A string says why there is no answer.
 */
export async function replayAnswer(
  model: OfflineModel,
  answer: { status: number; body: unknown },
  params: LanguageModelV3CallOptions,
): Promise<LanguageModelV3GenerateResult | string> {
  const fetch: typeof globalThis.fetch = async () =>
    new Response(JSON.stringify(answer.body ?? null), {
      status: answer.status,
      headers: { "content-type": "application/json" },
    });
  try {
    return await model.through(fetch, (opened) => {
      const explain = (error: unknown) => explainCallError(error, opened);
      const random = createRandom(0, "batch");
      const layers = [errorsAsAnswers(), retry({ explain, random, maxAttempts: 1 })];
      return stack(opened.model, layers).doGenerate(params);
    });
  } catch (error) {
    if (error instanceof TeachwhyError && error.data.kind !== undefined) return error.message;
    throw error;
  }
}
