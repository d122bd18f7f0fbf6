// What all middleware here shares: each is the AI SDK's LanguageModelV3Middleware and works alone in its
// `wrapLanguageModel`; `stack` does the same without loading the `ai` package, which takes a quarter of a second.
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3GenerateResult,
  LanguageModelV3Middleware,
  LanguageModelV3StreamPart,
} from "@ai-sdk/provider";

/** The call, and the way to the next layer. */
export interface Layer {
  model: LanguageModelV3;
  params: LanguageModelV3CallOptions;
}

/**
 * A middleware over whole answers. A call that asks for a stream is made whole and its answer is played as a stream:
 * caps, retries and stored answers then hold for it as for any other.
 */
export function middleware(
  wrap: (layer: Layer) => Promise<LanguageModelV3GenerateResult>,
): LanguageModelV3Middleware {
  return {
    specificationVersion: "v3",
    wrapGenerate: ({ model, params }) => wrap({ model, params }),
    wrapStream: async ({ model, params }) => ({ stream: play(await wrap({ model, params })) }),
  };
}

/** The model inside layers, the outermost first. */
export function stack(model: LanguageModelV3, layers: LanguageModelV3Middleware[]): LanguageModelV3 {
  return layers.reduceRight((inner, { wrapGenerate, wrapStream }): LanguageModelV3 => {
    const ways = (params: LanguageModelV3CallOptions) => ({
      model: inner,
      params,
      doGenerate: () => inner.doGenerate(params),
      doStream: () => inner.doStream(params),
    });
    return {
      specificationVersion: "v3",
      provider: inner.provider,
      modelId: inner.modelId,
      supportedUrls: inner.supportedUrls,
      doGenerate: (params) => wrapGenerate?.(ways(params)) ?? inner.doGenerate(params),
      doStream: (params) => wrapStream?.(ways(params)) ?? inner.doStream(params),
    };
  }, model);
}

function play(result: LanguageModelV3GenerateResult): ReadableStream<LanguageModelV3StreamPart> {
  return new ReadableStream({
    start(controller) {
      for (const part of partsOf(result)) controller.enqueue(part);
      controller.close();
    },
  });
}

function* partsOf(result: LanguageModelV3GenerateResult): Generator<LanguageModelV3StreamPart> {
  const { content, finishReason, usage, providerMetadata, response, warnings } = result;
  yield { type: "stream-start", warnings };
  if (response) {
    const { id, modelId, timestamp } = response;
    yield {
      type: "response-metadata",
      ...(id ? { id } : {}),
      ...(modelId ? { modelId } : {}),
      ...(timestamp ? { timestamp } : {}),
    };
  }
  for (const [index, part] of content.entries()) {
    if (part.type === "text" || part.type === "reasoning") {
      const id = String(index);
      yield { type: `${part.type}-start`, id };
      yield { type: `${part.type}-delta`, id, delta: part.text };
      yield { type: `${part.type}-end`, id };
    } else yield part;
  }
  yield { type: "finish", finishReason, usage, ...(providerMetadata ? { providerMetadata } : {}) };
}
