import { TeachwhyError } from "../../store/index.ts";
import { explainCallError } from "./explain-call-error.ts";
import { factsOf } from "./kinds.ts";
import { type OpenContext, type OpenedModel, openModel } from "./open-model.ts";
import { costUsd, type Price, type Prices, priceOf } from "./prices.ts";

export type CheckedModel =
  | {
      answered: true;
      name: string;
      /** The model as the server calls it, which may say more than the name that was asked for. */
      servedAs: string;
      latencyMs: number;
      inputTokens: number;
      outputTokens: number;
      /** Undefined where no price is known. */
      price: Price | undefined;
      costUsd: number | undefined;
      /** Settings that the provider or its package did not take as they are. */
      warnings: string[];
    }
  | { answered: false; name: string; code: string; message: string; next: string };

export interface CheckOptions extends OpenContext {
  prices: Prices;
  /** Longest wait for an answer. Default 60,000: a server may load the model first. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** Providers refuse less than this: OpenAI's Responses API wants 16. */
const maxOutputTokens = 16;

/** One tiny call to each model, side by side; what failed is told, never thrown. A stop by `signal` throws. */
export async function checkModels(names: readonly string[], options: CheckOptions): Promise<CheckedModel[]> {
  return Promise.all([...new Set(names)].map((name) => checkModel(name, options)));
}

async function checkModel(name: string, options: CheckOptions): Promise<CheckedModel> {
  try {
    const opened = await openModel(name, options);
    return await callOnce(opened, options);
  } catch (error) {
    if (!(error instanceof TeachwhyError)) throw error;
    const { code, message, next } = error;
    return { answered: false, name, code, message, next };
  }
}

async function callOnce(opened: OpenedModel, options: CheckOptions): Promise<CheckedModel> {
  const { prices, timeoutMs = 60_000, signal } = options;
  const text = factsOf(opened.kind).checkWords ?? "Answer with one word: are you there?";
  const late = AbortSignal.timeout(timeoutMs);
  const started = performance.now();
  try {
    const { content, finishReason, response, usage, warnings } = await opened.model.doGenerate({
      prompt: [{ role: "user", content: [{ type: "text", text }] }],
      maxOutputTokens,
      abortSignal: signal ? AbortSignal.any([signal, late]) : late,
    });
    const price = priceOf(opened, prices);
    const empty =
      content.every((part) => part.type === "text" && part.text === "") && finishReason.unified !== "length";
    return {
      answered: true,
      name: opened.name,
      servedAs: response?.modelId ?? opened.id,
      latencyMs: Math.round(performance.now() - started),
      inputTokens: usage.inputTokens.total ?? 0,
      outputTokens: usage.outputTokens.total ?? 0,
      price,
      costUsd: price && costUsd(usage, price),
      warnings: [
        ...warnings.map((one) =>
          "feature" in one ? (one.details ?? `${one.feature} is not supported`) : one.message,
        ),
        ...(empty ? [`the answer was empty (${finishReason.raw ?? finishReason.unified})`] : []),
      ],
    };
  } catch (error) {
    signal?.throwIfAborted();
    const { code, message, next } = explainCallError(error, opened);
    return { answered: false, name: opened.name, code, message, next };
  }
}
