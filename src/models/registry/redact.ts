import { listKinds } from "./kinds.ts";

/** Keys as the providers make them, and what follows "Bearer": also of keys that this process never held. */
const keyShapes =
  /\b(?:sk|pk|rk|xai|gsk|hf|nvapi|tgp|fw|csk)[-_][A-Za-z0-9_-]{12,}|\bAIza[A-Za-z0-9_-]{20,}|(?<=\bBearer\s+)[^\s"',;<>]{6,}/g;

/** The text without keys: those of the environment by their values, others by their shapes. */
export function redact(text: string, env: Record<string, string | undefined> = process.env): string {
  let clean = text;
  for (const { keyVariable } of listKinds()) {
    const key = keyVariable === undefined ? undefined : env[keyVariable]?.trim();
    // Shorter ones are placeholders such as "none", which stand in honest text too.
    if (key && key.length >= 8) clean = clean.replaceAll(key, "[key]");
  }
  return clean.replace(keyShapes, "[key]");
}
