import { APICallError } from "@ai-sdk/provider";
import { TeachwhyError } from "../../store/index.ts";
import { readErrorBody } from "./error-body.ts";
import { factsOf } from "./kinds.ts";
import { networkProblem } from "./network-problem.ts";
import type { OpenedModel } from "./open-model.ts";
import { redact } from "./redact.ts";
import { retryAfterMs } from "./retry-after.ts";

export interface ExplainedError {
  /**
   * permanent: will fail again, for every call of this model; transient: worth another try; filtered: a content filter
   * took this prompt or its answer; too-long: this prompt does not fit, others may; rejected: the provider calls this
   * one request wrong.
   */
  kind: "permanent" | "transient" | "filtered" | "too-long" | "rejected";
  code: CallErrorCode;
  /** What happened and with which model, in one line, without keys. */
  message: string;
  /** What a person can do about it. */
  next: string;
  /** How long the provider asks to wait. */
  retryAfterMs?: number;
  /** The model may have answered although nothing arrived, so the call may have to be paid. */
  maybePaid: boolean;
}

export type CallErrorCode =
  | "wrong-key"
  | "not-allowed"
  | "unknown-model"
  | "empty-balance"
  | "wrong-url"
  | "bad-request"
  | "too-long"
  | "content-filter"
  | "rate-limited"
  | "overloaded"
  | "server-error"
  | "timed-out"
  | "no-connection"
  | "cut-connection"
  | "malformed-response"
  | "stopped"
  | "unexpected";

type Facts = Omit<ExplainedError, "message" | "maybePaid"> & { what: string; maybePaid?: boolean };
type Model = Pick<OpenedModel, "name" | "kind" | "id">;

/** What an error of a call means, for every provider: the AI SDK's errors, network errors, stops. */
export function explainCallError(error: unknown, model: Model): ExplainedError {
  if (error instanceof TeachwhyError) {
    const { message, next } = error;
    return { kind: "permanent", code: "unexpected", message, next, maybePaid: false };
  }
  const { what, maybePaid = false, ...facts } = explain(error, model);
  return { ...facts, message: redact(`${model.name}: ${what}`), next: redact(facts.next), maybePaid };
}

function explain(error: unknown, model: Model): Facts {
  const name = error instanceof Error ? error.name : "";
  if (name === "AbortError") {
    return { kind: "permanent", code: "stopped", what: "stopped.", next: "Start it again.", maybePaid: true };
  }
  if (name === "TimeoutError") return timedOut("no answer in the time allowed.");
  const network = networkProblem(error);
  if (network) return network;
  if (!APICallError.isInstance(error)) return fromOtherError(error);
  if (error.statusCode === undefined) return wrongUrl(`${firstLine(error.message)}.`, model);
  return fromStatus(error, error.statusCode, model);
}

/** Status and body as the three providers, vLLM, llama.cpp, Ollama and gateways in front of them answer. */
function fromStatus(error: APICallError, status: number, model: Model): Facts {
  const { isHtml, isJson, said, codes } = readErrorBody(error);
  const has = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  const what = `HTTP ${status}${said ? `, ${said}` : ""}`;
  const wait = retryAfterMs(error);
  const waiting = wait === undefined ? {} : { retryAfterMs: wait };

  if (status < 400) {
    if (isHtml) return wrongUrl(`the server answered with a web page, not with an answer of a model.`, model);
    // Some gateways send errors with the status of an answer; half an answer is not repeated here.
    const reason = isJson && said ? `HTTP ${status}, ${said}` : error.message;
    return {
      kind: "transient",
      code: "malformed-response",
      what: `the answer could not be read (${reason}).`,
      next: "Try again; if it stays, the server does not speak the API of this kind of model.",
      maybePaid: true,
    };
  }
  if (
    status === 402 ||
    has(/^(insufficient_quota|billing_error|billing_hard_limit_reached|billing_not_active)$/) ||
    emptyBalance.test(said)
  ) {
    return {
      kind: "permanent",
      code: "empty-balance",
      what,
      next: "The account has no credit left: add some at the provider, then run the same command again.",
    };
  }
  if (
    status === 401 ||
    has(/^(invalid_api_key|API_KEY_INVALID|authentication_error)$/) ||
    /API key not valid/i.test(said)
  ) {
    return { kind: "permanent", code: "wrong-key", what, next: keyAdvice(model) };
  }
  if (isHtml && [404, 405].includes(status)) return wrongUrl(`HTTP ${status} with a web page.`, model);
  if (
    has(/^model_not_found$/) ||
    (status === 404 && /model/i.test(said)) ||
    /invalid model (id|name)|model .{1,80} (not found|does not exist)/i.test(said)
  ) {
    return {
      kind: "permanent",
      code: "unknown-model",
      what,
      next: `Check the model's id "${model.id}", and that this key may use it.`,
    };
  }
  if (status === 404 || status === 405) return wrongUrl(what, model);
  if (
    has(/^(content_filter|content_policy_violation|invalid_prompt)$/) ||
    /content filter|content management policy|flagged as potentially violating/i.test(said)
  ) {
    return {
      kind: "filtered",
      code: "content-filter",
      what,
      next: "Counted as filtered; change the prompt if it happens often.",
    };
  }
  if (
    status === 413 ||
    has(/^(context_length_exceeded|request_too_large|exceed_context_size_error|string_above_max_length)$/) ||
    tooLong.test(said)
  ) {
    return {
      kind: "too-long",
      code: "too-long",
      what,
      next: "Prompt and maxTokens together must fit into the model's context: shorten one of them.",
    };
  }
  if (status === 403) {
    return {
      kind: "permanent",
      code: "not-allowed",
      what,
      next: "The provider knows the key but does not allow this: see its console.",
    };
  }
  if (status === 429) {
    return {
      kind: "transient",
      code: "rate-limited",
      what,
      next: "Wait, or use a lower concurrency.",
      ...waiting,
    };
  }
  if (status === 408 || status === 504 || status === 524) return { ...timedOut(what), ...waiting };
  if (status === 529 || status === 503 || has(/^(overloaded_error|UNAVAILABLE)$/)) {
    return {
      kind: "transient",
      code: "overloaded",
      what,
      next: "The provider has too much to do: try later.",
      ...waiting,
    };
  }
  if (status >= 500 || status === 409) {
    return {
      kind: "transient",
      code: "server-error",
      what,
      next: "Try again; see the provider's status page.",
      ...waiting,
    };
  }
  return {
    kind: "rejected",
    code: "bad-request",
    what,
    next: /response_format|json_schema|structured/i.test(said)
      ? "The server knows no schemas: add json=object or json=text to the model string."
      : "The provider does not take this request: see what it says, and check the options of the model string.",
  };
}

const emptyBalance =
  /credit balance is too low|insufficient (balance|credits?|funds)|credits are depleted|out of credits/i;
const tooLong =
  /maximum context length|context (length|window|size)|prompt is too long|input is too long|(input )?token count .* exceeds|too many tokens/i;

function fromOtherError(error: unknown): Facts {
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  // The SDK's own: an answer without choices, of another shape, no JSON.
  if (/^AI_(InvalidResponseData|TypeValidation|JSONParse|EmptyResponseBody|NoContentGenerated)/.test(name)) {
    return {
      kind: "transient",
      code: "malformed-response",
      what: `the answer could not be read (${firstLine(message)}).`,
      next: "Try again; if it stays, the server does not speak the API of this kind of model.",
      maybePaid: true,
    };
  }
  return {
    kind: "permanent",
    code: "unexpected",
    what: `${firstLine(message)}`,
    next: "This is a bug in teachwhy, or in what it calls; run it with TEACHWHY_DEBUG=1 to see where.",
    maybePaid: true,
  };
}

function timedOut(what: string): Facts {
  return {
    kind: "transient",
    code: "timed-out",
    what,
    next: "Try again, or ask for shorter answers.",
    maybePaid: true,
  };
}

function wrongUrl(what: string, { kind }: Model): Facts {
  const variable = factsOf(kind).baseUrlVariable;
  return {
    kind: "permanent",
    code: "wrong-url",
    what,
    next: variable
      ? `Check ${variable}, which may say where to send calls: it ends in the version, as in https://host/v1.`
      : "Check the URL: most servers want it to end in /v1, without /chat/completions.",
  };
}

function keyAdvice({ kind }: Model): string {
  const variable = factsOf(kind).keyVariable;
  return variable
    ? `Check ${variable}: the server does not take this key.`
    : "The server wants a key, or another one.";
}

const firstLine = (text: string) => text.split("\n")[0];
