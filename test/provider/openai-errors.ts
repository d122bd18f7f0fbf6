// OpenAI's error bodies, shared by chat completions and responses. The key is never repeated in them.
import type { ErrorKind, HttpError } from "./types.ts";

export function openaiError(kind: ErrorKind, model: string): HttpError {
  switch (kind) {
    case "wrong-key":
      return error(401, "invalid_request_error", "invalid_api_key", wrongKey);
    case "unknown-model":
      return error(404, "invalid_request_error", "model_not_found", unknownModel(model));
    case "empty-balance":
      return error(429, "insufficient_quota", "insufficient_quota", emptyBalance);
    case "payment-required": // DeepSeek's answer
      return error(402, "unknown_error", "invalid_request_error", "Insufficient Balance");
    case "rate-limit":
    case "rate-limit-retry-after":
    case "over-limit":
      return error(
        429,
        "requests",
        "rate_limit_exceeded",
        `Rate limit reached for ${model} on requests per min.`,
      );
    case "overloaded":
      return error(
        529,
        "server_error",
        "overloaded",
        "The engine is currently overloaded, please try again later",
      );
    case "server-error":
      return error(500, "server_error", null, "The server had an error while processing your request.");
    case "unavailable":
      return error(503, "server_error", null, "The server is overloaded or not ready yet.");
    case "content-blocked":
      return { status: 400, body: { error: { ...azureFilter } } };
  }
}

export function openaiBadRequest(message: string): HttpError {
  return error(400, "invalid_request_error", null, message);
}

function error(status: number, type: string, code: string | null, message: string): HttpError {
  return { status, body: { error: { message, type, param: null, code } } };
}

const wrongKey =
  "Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.";
const unknownModel = (model: string) =>
  `The model \`${model}\` does not exist or you do not have access to it.`;
const emptyBalance = "You exceeded your current quota, please check your plan and billing details.";

/** Azure's way to say that its filter refused the prompt. */
const azureFilter = {
  message:
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy. " +
    "Please modify your prompt and retry.",
  type: null,
  param: "prompt",
  code: "content_filter",
  status: 400,
  innererror: { code: "ResponsibleAIPolicyViolation" },
};
