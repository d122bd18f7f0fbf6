// Anthropic's error bodies.
import type { ErrorKind, HttpError } from "./types.ts";

export function anthropicError(kind: ErrorKind, model: string): HttpError {
  switch (kind) {
    case "wrong-key":
      return error(401, "authentication_error", "invalid x-api-key");
    case "unknown-model":
      return error(404, "not_found_error", `model: ${model}`);
    case "empty-balance":
      return error(400, "invalid_request_error", emptyBalance);
    case "payment-required":
      return error(402, "billing_error", emptyBalance);
    case "rate-limit":
    case "rate-limit-retry-after":
    case "over-limit":
      return error(429, "rate_limit_error", "This request would exceed your organization's rate limit.");
    case "overloaded":
      return error(529, "overloaded_error", "Overloaded");
    case "server-error":
      return error(500, "api_error", "Internal server error");
    case "unavailable":
      return error(503, "api_error", "Service unavailable");
    case "content-blocked":
      return error(400, "invalid_request_error", "Output blocked by content filtering policy");
  }
}

export function anthropicBadRequest(message: string): HttpError {
  return error(400, "invalid_request_error", message);
}

const error = (status: number, type: string, message: string): HttpError => ({
  status,
  body: { type: "error", error: { type, message } },
});

const emptyBalance =
  "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.";
