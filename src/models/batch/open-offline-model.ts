// Models of parked calls are opened twice without a network: to see what a provider would be sent, and to read what
// it answered with the provider's own code. Nothing goes out, so no key is needed and none is used.
import { listKinds } from "../registry/kinds.ts";
import { type OpenContext, type OpenedModel, openModel } from "../registry/open-model.ts";

/** The environment with a word in the place of every key. */
export function withoutKeys(env: OpenContext["env"] = process.env): Record<string, string | undefined> {
  const keys = listKinds().flatMap(({ keyVariable }) => (keyVariable ? [[keyVariable, "none"]] : []));
  return { ...env, ...Object.fromEntries(keys) };
}

export interface OfflineModel {
  opened: OpenedModel;
  /** Makes `work` with this in place of the network. One at a time. */
  through<T>(fetch: typeof globalThis.fetch, work: (opened: OpenedModel) => PromiseLike<T>): Promise<T>;
}

/** Opens each model once. Throws what `openModel` throws. */
export function offlineModels(): (name: string) => Promise<OfflineModel> {
  const known = new Map<string, Promise<OfflineModel>>();
  return (name) => {
    const model = known.get(name) ?? openOffline(name);
    known.set(name, model);
    return model;
  };
}

async function openOffline(name: string): Promise<OfflineModel> {
  let current: typeof globalThis.fetch | undefined;
  const opened = await openModel(name, {
    env: withoutKeys(),
    fetch: (...request) => {
      if (current) return current(...request);
      throw new Error(`${name} was about to send something.`);
    },
  });
  return {
    opened,
    async through(fetch, work) {
      current = fetch;
      try {
        return await work(opened);
      } finally {
        current = undefined;
      }
    },
  };
}
