// How many tokens a call can cost at most, without a tokenizer. Byte-level tokenizers make at most one token of a
// byte of UTF-8, so bytes are a bound from above: for English prose about four times what it will be.
import type {
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3Usage,
  SharedV3ProviderMetadata,
} from "@ai-sdk/provider";
import type { OpenedModel } from "../registry/open-model.ts";
import { costUsd, type Price } from "../registry/prices.ts";
import { defaultMaxOutputTokens } from "../registry/with-settings.ts";
import type { Usage } from "../types.ts";

/** Role markers and separators of chat templates. */
const overheadOfMessage = 16;
/** The default system prompts that some templates add. */
const overheadOfCall = 128;
/** What providers add around tools and schemas: up to 804 tokens were published for one of them. */
const overheadOfTools = 1024;

export interface TokenBound {
  inputTokens: number;
  outputTokens: number;
}

export interface BoundOptions {
  /** Most tokens of the answer where the call does not say; thoughts on top of it. */
  maxOutputTokens: number;
  thinkingTokens?: number;
  /** Text that the model puts before every system prompt. */
  system?: string | undefined;
}

export function boundOptionsOf({
  settings,
  thinkingTokens,
}: Pick<OpenedModel, "settings" | "thinkingTokens">): BoundOptions {
  const { maxOutputTokens = defaultMaxOutputTokens, system } = settings;
  return { maxOutputTokens, thinkingTokens, system };
}

export function boundOf(params: LanguageModelV3CallOptions, options: BoundOptions): TokenBound {
  let inputTokens = overheadOfCall + bytesOf(options.system ?? "");
  for (const { content } of params.prompt) {
    inputTokens +=
      overheadOfMessage + (typeof content === "string" ? bytesOf(content) : bytesOfParts(content));
  }
  const schema = params.responseFormat?.type === "json" ? params.responseFormat : undefined;
  if (schema || params.tools?.length) {
    // Twice: some providers write schemas out in a longer form than JSON.
    const text = JSON.stringify([schema, params.tools ?? []]);
    inputTokens += overheadOfTools + 2 * bytesOf(text);
  }
  const outputTokens = (params.maxOutputTokens ?? options.maxOutputTokens) + (options.thinkingTokens ?? 0);
  return { inputTokens, outputTokens };
}

export interface Charge {
  usage: Usage;
  /** Undefined: no price is known. */
  usd: number | undefined;
}

interface Counted {
  usage: LanguageModelV3Usage;
  content: LanguageModelV3Content[];
  /** `teachwhy.priceShare`: what was paid of the price, where it was not all of it: half in a batch, nothing to a person. */
  providerMetadata?: SharedV3ProviderMetadata;
}

/** What an answer cost: by the provider's count of tokens, and where it gave none, by what they were at most. */
export function chargeOf(
  { usage, content, providerMetadata }: Counted,
  bound: TokenBound,
  price: Price | undefined,
): Charge {
  const share = Number(providerMetadata?.teachwhy?.priceShare ?? 1);
  const input = usage.inputTokens.total ?? bound.inputTokens;
  const output =
    usage.outputTokens.total ?? Math.min(bound.outputTokens, overheadOfMessage + bytesOfParts(content));
  const counted = {
    inputTokens: { ...usage.inputTokens, total: input },
    outputTokens: { ...usage.outputTokens, total: output },
  };
  return {
    usage: { inputTokens: input, outputTokens: output, reasoningTokens: usage.outputTokens.reasoning ?? 0 },
    usd: share === 0 ? 0 : price && share * costUsd(counted, price),
  };
}

/** Text, thoughts, tool calls and their results all count with every string in them. */
function bytesOfParts(parts: readonly object[]): number {
  let bytes = 0;
  for (const part of parts) {
    if ("text" in part && typeof part.text === "string") bytes += bytesOf(part.text);
    else bytes += bytesOf(JSON.stringify(part));
  }
  return bytes;
}

const bytesOf = (text: string) => Buffer.byteLength(text, "utf8");
