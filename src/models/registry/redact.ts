/** Keys that models were opened with in this process. Shorter ones are placeholders, which stand in honest text too. */
const usedKeys = new Set<string>();
const shortestKey = 8;

/** Keys as the providers make them, whole or with stars in them, and what follows "Bearer". */
const keyShapes =
  /\b(?:sk|pk|rk|xai|gsk|hf|nvapi|tgp|csk)[-_][\w*-]{12,}|\bAIza[\w*-]{20,}|(?<=\bBearer\s+)[^\s"',;<>]{6,}/g;

/** From now on `redact` knows this key, whatever it looks like. */
export function rememberKey(key: string): void {
  if (key.length >= shortestKey) usedKeys.add(key);
}

/** The text without keys: those that were used by their values, others by their shapes. For logs and errors. */
export function redact(text: string): string {
  let clean = text;
  for (const key of usedKeys) clean = clean.replaceAll(key, "[key]");
  return clean.replace(keyShapes, "[key]");
}
