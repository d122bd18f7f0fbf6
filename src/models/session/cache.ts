import type { LanguageModelV3GenerateResult, LanguageModelV3Middleware } from "@ai-sdk/provider";
import { contextOf, withContext } from "./call-context.ts";
import type { CallStore, StoredAnswer } from "./call-store.ts";
import { middleware } from "./middleware.ts";
import { requestKey } from "./request-key.ts";

export interface CacheOptions {
  store: Pick<CallStore, "answer" | "putAnswer">;
  /** Everything about the model that changes what it answers. */
  identity: unknown;
  /** Name of the model, as it was asked for. */
  model: string;
}

/**
 * A stored answer is never asked for again, and an answer is stored before it is used. The same request twice at once
 * is one call; another sample of it is another request (`providerOptions.teachwhy.ordinal`). Whether an answer was
 * there already stands in `providerMetadata.teachwhy.cached`.
 */
export function cache({ store, identity, model: name }: CacheOptions): LanguageModelV3Middleware {
  const inFlight = new Map<string, Promise<StoredAnswer>>();
  return middleware(async ({ model, params }) => {
    const { key = requestKey(identity, params), step } = contextOf(params);
    const stored = store.answer(key);
    if (stored) return marked(stored, true);
    const same = inFlight.get(key);
    if (same) return marked(await same, true);
    const call = (async () => {
      const result = await model.doGenerate(withContext(params, { key }));
      return store.putAnswer({ key, model: name, step, result });
    })();
    inFlight.set(key, call);
    try {
      return marked(await call, false);
    } finally {
      inFlight.delete(key);
    }
  });
}

function marked(answer: StoredAnswer, cached: boolean): LanguageModelV3GenerateResult {
  const { providerMetadata } = answer;
  return {
    ...answer,
    providerMetadata: { ...providerMetadata, teachwhy: { ...providerMetadata?.teachwhy, cached } },
  };
}
