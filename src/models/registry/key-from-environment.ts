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

/** The setting of the model string that a provider has no way to honour. */
export function refuseSetting(name: string, message: string, next: string): never {
  throw new TeachwhyError({ code: "model-option", message: `Model "${name}": ${message}`, next });
}
