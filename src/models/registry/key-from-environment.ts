import { TeachwhyError } from "../../store/index.ts";
import type { KindRequest } from "./kind.ts";
import { rememberKey } from "./redact.ts";

/** The key from the environment; undefined where there is none. */
export function optionalKey({ env }: KindRequest, variable: string): string | undefined {
  const key = env[variable]?.trim() || undefined;
  if (key) rememberKey(key);
  return key;
}

/** Throws `missing-key` with the variable that it looked for. */
export function requiredKey(request: KindRequest, variable: string): string {
  const { name } = request;
  const key = optionalKey(request, variable);
  if (key) return key;
  throw new TeachwhyError({
    code: "missing-key",
    message: `Model "${name}" needs a key, and ${variable} is not set.`,
    next: `Set it for this shell: export ${variable}=...`,
    data: { variable },
  });
}

/**
 * Where the environment sends a provider's calls; undefined: to the provider itself. What answers there may be another
 * model under the same name (a gateway, a test server), so it is part of what answers are stored under.
 */
export function baseUrl({ name, env }: KindRequest, variable: string): string | undefined {
  const address = env[variable]?.trim().replace(/\/+$/, "");
  if (!address) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return address;
  throw new TeachwhyError({
    code: "wrong-url",
    message: `Model "${name}": ${variable} ${url?.password || url?.username ? "holds a password" : "is no URL of a server"}.`,
    next: `It says where calls are sent, as https://host/v1, without a key or password. Change it, or unset ${variable}.`,
    data: { variable },
  });
}

/** The setting of the model string that a provider has no way to honour. */
export function refuseSetting(name: string, message: string, next: string): never {
  throw new TeachwhyError({ code: "model-option", message: `Model "${name}": ${message}`, next });
}
