import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
} from "@ai-sdk/provider";

export interface Wrapping {
  prepare?: ((call: LanguageModelV3CallOptions) => LanguageModelV3CallOptions) | undefined;
  finish?: (result: LanguageModelV3GenerateResult) => LanguageModelV3GenerateResult;
}

/**
 * A model whose calls and answers are changed on their way. The AI SDK's wrapLanguageModel does the same, but its
 * package takes a quarter of a second to load. Streams are not finished: nothing here streams.
 */
export function wrapModel(model: LanguageModelV3, { prepare, finish }: Wrapping): LanguageModelV3 {
  return {
    specificationVersion: "v3",
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,
    async doGenerate(call) {
      const result = await model.doGenerate(prepare ? prepare(call) : call);
      return finish ? finish(result) : result;
    },
    async doStream(call) {
      return model.doStream(prepare ? prepare(call) : call);
    },
  };
}
