// Google's error bodies. A wrong key is 400 there, and a blocked prompt is no error but an answer without candidates.
import type { ErrorKind, HttpError } from "./types.ts";

export function googleError(kind: ErrorKind, model: string): HttpError {
  switch (kind) {
    case "wrong-key":
      return error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.");
    case "unknown-model":
      return error(404, "NOT_FOUND", `models/${model} is not found for API version v1beta.`);
    case "empty-balance":
      return error(
        429,
        "RESOURCE_EXHAUSTED",
        "You exceeded your current quota, please check your plan and billing details.",
      );
    case "payment-required":
      return error(402, "FAILED_PRECONDITION", "Billing is not enabled for this project.");
    case "rate-limit":
    case "rate-limit-retry-after":
    case "over-limit":
      return error(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).");
    case "overloaded":
      return error(529, "UNAVAILABLE", "The model is overloaded. Please try again later.");
    case "server-error":
      return error(500, "INTERNAL", "An internal error has occurred. Please retry.");
    case "unavailable":
      return error(503, "UNAVAILABLE", "The service is currently unavailable.");
    case "content-blocked":
      return { status: 200, body: { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } } };
  }
}

export function googleBadRequest(message: string): HttpError {
  return error(400, "INVALID_ARGUMENT", message);
}

const error = (status: number, name: string, message: string): HttpError => ({
  status,
  body: { error: { code: status, message, status: name } },
});
