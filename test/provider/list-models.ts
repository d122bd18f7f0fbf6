// GET /models, in the form of whoever the client takes this for.
import type { IncomingMessage } from "node:http";
import { anthropic } from "./anthropic.ts";
import { google } from "./google.ts";
import { openaiChat } from "./openai-chat.ts";
import type { HttpError } from "./types.ts";

export function listModels(
  { headers, url = "/" }: IncomingMessage,
  { apiKey, models = ["test-model"] }: { apiKey?: string; models?: readonly string[] },
): HttpError {
  const wire = "anthropic-version" in headers ? anthropic : url.includes("/v1beta/") ? google : openaiChat;
  if (apiKey !== undefined && wire.keyOf(headers, url) !== apiKey) return wire.error("wrong-key", "");
  if (wire === google) {
    return { status: 200, body: { models: models.map((name) => ({ name: `models/${name}` })) } };
  }
  const kind = wire === anthropic ? { type: "model" } : { object: "model", owned_by: "test" };
  return { status: 200, body: { object: "list", data: models.map((id) => ({ id, ...kind })) } };
}
