// What our middleware needs to know of a call and no provider does. It travels in the AI SDK's own place for such
// things, `providerOptions`, so that each middleware also works alone under `generateText`:
// `providerOptions: { teachwhy: { ordinal: 3, step: "my-recipe/draft" } }`.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";

export interface CallContext {
  /** What the call is for, as `recipe/step`. */
  step: string;
  /** teacher, judge or sampler; empty where nobody said. */
  role: string;
  /** Which sample of this same request. */
  ordinal: number;
  /** The request's address, where it is already known. */
  key?: string;
}

export function contextOf(params: LanguageModelV3CallOptions): CallContext {
  return { step: "", role: "", ordinal: 0, ...params.providerOptions?.teachwhy };
}

export function withContext(
  params: LanguageModelV3CallOptions,
  context: Partial<CallContext>,
): LanguageModelV3CallOptions {
  const teachwhy = { ...params.providerOptions?.teachwhy, ...context };
  return { ...params, providerOptions: { ...params.providerOptions, teachwhy } };
}
