// node-llama-cpp behind the AI SDK's interface.
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3GenerateResult,
  LanguageModelV3Message,
  LanguageModelV3StreamPart,
  SharedV3Warning,
} from "@ai-sdk/provider";
import { TeachwhyError } from "../../../store/index.ts";
import { grammarSchema } from "./grammar-schema.ts";
import { type LoadedGguf, type LoadOptions, loadGguf } from "./load-gguf.ts";
import type { Llama, LlamaChunk, LlamaGrammar, LlamaSegment, LlamaTurn } from "./node-llama-cpp.ts";

/** llama.cpp's own defaults; node-llama-cpp's are always the likeliest token, so that all samples would be one. */
const sampling = { temperature: 0.8, topP: 0.95, topK: 40, minP: 0.05 };

/** Room for the end of a turn. Without it node-llama-cpp would drop the beginning of the prompt without a word. */
const reservedTokens = 8;

export function ggufModel({ id, ...file }: LoadOptions & { id: string }): LanguageModelV3 {
  const generate = async (
    call: LanguageModelV3CallOptions,
    watch?: Watch,
  ): Promise<LanguageModelV3GenerateResult> => {
    const loaded = await loadGguf(file);
    return loaded.inTurn(() => respond(call, { id, loaded, watch }));
  };
  return {
    specificationVersion: "v3",
    provider: "gguf",
    modelId: id,
    supportedUrls: {},
    doGenerate: (call) => generate(call),
    doStream: async (call) => ({ stream: streamOf((watch) => generate(call, watch)) }),
  };
}

interface Watch {
  onStart(warnings: SharedV3Warning[]): void;
  onChunk(chunk: LlamaChunk): void;
}

interface Responding {
  id: string;
  loaded: LoadedGguf;
  watch: Watch | undefined;
}

async function respond(
  call: LanguageModelV3CallOptions,
  { id, loaded, watch }: Responding,
): Promise<LanguageModelV3GenerateResult> {
  const { llama, model, chat, sequence } = loaded;
  const { abortSignal, maxOutputTokens, seed, stopSequences, temperature, topP, topK } = call;
  const { presencePenalty, frequencyPenalty } = call;
  abortSignal?.throwIfAborted();
  const warnings: SharedV3Warning[] = [];
  if (call.tools?.length) warnings.push({ type: "unsupported", feature: "tools" });
  const history: LlamaTurn[] = [...call.prompt.map(turnOf), { type: "model", response: [] }];
  const state = chat.chatWrapper.generateContextState({ chatHistory: history });
  const inputTokens = state.contextText.tokenize(model.tokenizer).length;
  const room = sequence.contextSize - reservedTokens - inputTokens;
  if (room < 1) throw tooLong(id, inputTokens, sequence.contextSize);
  const grammar = await grammarOf(call, llama, warnings);
  watch?.onStart(warnings);

  // What an earlier request left in the context is the same by value, but not to the last bit: the same seed is
  // to give the same answer whatever was asked before.
  await sequence.clearHistory();
  let outputTokens = 0;
  let reasoningTokens = 0;
  const { fullResponse, metadata } = await chat.generateResponse(history, {
    temperature: temperature ?? sampling.temperature,
    topP: topP ?? sampling.topP,
    topK: topK ?? sampling.topK,
    minP: sampling.minP,
    ...(seed === undefined ? {} : { seed }),
    // Its own default of 1.1 changes what a model says, and breaks JSON, where characters must repeat.
    repeatPenalty:
      presencePenalty === undefined && frequencyPenalty === undefined
        ? false
        : { penalty: 1, presencePenalty: presencePenalty ?? 0, frequencyPenalty: frequencyPenalty ?? 0 },
    maxTokens: Math.min(maxOutputTokens ?? room, room),
    ...(stopSequences?.length ? { customStopTriggers: stopSequences } : {}),
    ...(grammar ? { grammar } : {}),
    ...(abortSignal ? { signal: abortSignal } : {}),
    onResponseChunk(chunk: LlamaChunk) {
      outputTokens += chunk.tokens.length;
      if (chunk.segmentType === "thought") reasoningTokens += chunk.tokens.length;
      watch?.onChunk(chunk);
    },
  });
  return {
    content: contentOf(fullResponse),
    finishReason: finishOf(metadata.stopReason),
    usage: {
      inputTokens: { total: inputTokens, noCache: inputTokens, cacheRead: 0, cacheWrite: 0 },
      outputTokens: {
        total: outputTokens,
        text: outputTokens - reasoningTokens,
        reasoning: reasoningTokens,
      },
    },
    response: { modelId: id },
    warnings,
  };
}

async function grammarOf(
  { responseFormat }: LanguageModelV3CallOptions,
  llama: Llama,
  warnings: SharedV3Warning[],
): Promise<LlamaGrammar | undefined> {
  if (responseFormat?.type !== "json") return undefined;
  const { schema } = responseFormat;
  if (schema) {
    try {
      const { schema: known, ignored } = grammarSchema(schema);
      const grammar = await llama.createGrammarForJsonSchema(known);
      if (ignored.length > 0) {
        const details = `the grammar leaves out: ${ignored.join(", ")}`;
        warnings.push({ type: "compatibility", feature: "JSON schema", details });
      }
      return grammar;
    } catch (error) {
      const details = `no grammar can be made of ${(error as Error).message}; any JSON may come`;
      warnings.push({ type: "unsupported", feature: "JSON schema", details });
    }
  }
  return llama.getGrammarFor("json");
}

function turnOf({ role, content }: LanguageModelV3Message): LlamaTurn {
  if (role === "system") return { type: "system", text: content };
  const text = content.map((part) => (part.type === "text" ? part.text : "")).join("");
  if (role !== "assistant") return { type: "user", text };
  const thoughts = content.flatMap((part) =>
    part.type === "reasoning"
      ? [{ type: "segment" as const, segmentType: "thought", text: part.text, ended: true }]
      : [],
  );
  return { type: "model", response: [...thoughts, text] };
}

function contentOf(response: LlamaSegment[]): LanguageModelV3Content[] {
  return response.flatMap((part): LanguageModelV3Content[] => {
    if (typeof part === "string") return part === "" ? [] : [{ type: "text", text: part }];
    return part.segmentType === "thought" ? [{ type: "reasoning", text: part.text }] : [];
  });
}

function finishOf(stopReason: string): LanguageModelV3FinishReason {
  return { unified: stopReason === "maxTokens" ? "length" : "stop", raw: stopReason };
}

function tooLong(id: string, inputTokens: number, contextSize: number): TeachwhyError {
  return new TeachwhyError({
    code: "too-long",
    message: `${id}: a prompt of ${inputTokens} tokens does not fit into a context of ${contextSize}.`,
    next: "Give it more with ?context=TOKENS, as far as the model was trained on it, or shorten the prompt.",
    // An answer for this prompt: others may fit.
    data: { kind: "too-long" },
  });
}

function streamOf(
  generate: (watch: Watch) => Promise<LanguageModelV3GenerateResult>,
): ReadableStream<LanguageModelV3StreamPart> {
  return new ReadableStream({
    async start(controller) {
      let open: { id: string; type: "text" | "reasoning" } | undefined;
      let parts = 0;
      const close = () => {
        if (open) controller.enqueue({ type: `${open.type}-end`, id: open.id });
        open = undefined;
      };
      try {
        const { finishReason, usage } = await generate({
          onStart: (warnings) => controller.enqueue({ type: "stream-start", warnings }),
          onChunk({ segmentType, text }) {
            if (text === "" || (segmentType !== undefined && segmentType !== "thought")) return;
            const type = segmentType === undefined ? "text" : "reasoning";
            if (open?.type !== type) {
              close();
              open = { id: String(parts++), type };
              controller.enqueue({ type: `${type}-start`, id: open.id });
            }
            controller.enqueue({ type: `${type}-delta`, id: open.id, delta: text });
          },
        });
        close();
        controller.enqueue({ type: "finish", finishReason, usage });
        controller.close();
      } catch (error) {
        controller.error(error);
      }
    },
  });
}
