import { TeachwhyError } from "../../store/index.ts";
import type { KindRequest } from "./kinds.ts";

/** The key from the environment. Throws `missing-key` with the variable that it looked for. */
export function requiredKey({ name, env }: KindRequest, variable: string): string {
  const key = env[variable]?.trim();
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
