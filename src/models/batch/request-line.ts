// One request as a line of a batch file, in the shape that the provider's batch API takes.
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { TeachwhyError } from "../../store/index.ts";
import { factsOf } from "../registry/kinds.ts";
import type { OpenedModel } from "../registry/open-model.ts";
import type { OfflineModel } from "./open-offline-model.ts";

/** openai is also what vLLM's `run-batch` and most other servers take. */
export type BatchShape = "openai" | "anthropic" | "google";

export function shapeOf(kind: string): BatchShape {
  return kind === "anthropic" || kind === "google" ? kind : "openai";
}

export interface RequestLine {
  shape: BatchShape;
  /** JSON, without a line end. */
  line: string;
  /** Features that Anthropic's API wants named in the header `anthropic-beta` when the batch is made. */
  beta?: string;
}

/** The line holds the body that the provider would have been sent. Throws `no-batch` for models without requests. */
export async function requestLine(
  model: OfflineModel,
  { key, params }: { key: string; params: LanguageModelV3CallOptions },
): Promise<RequestLine> {
  if (factsOf(model.opened.kind).free) throw sendsNothing(model.opened);
  const { url, body, beta } = await capture(model, params);
  const shape = shapeOf(model.opened.kind);
  return {
    shape,
    line: JSON.stringify(lineOf({ shape, key, url, body })),
    ...(beta ? { beta } : {}),
  };
}

interface Captured {
  url: string;
  body: unknown;
  beta: string | null;
}

async function capture(model: OfflineModel, params: LanguageModelV3CallOptions): Promise<Captured> {
  let captured: Captured | undefined;
  const enough = new Error("The request is known.");
  const fetch: typeof globalThis.fetch = async (url, init) => {
    const beta = new Headers(init?.headers).get("anthropic-beta");
    captured = { url: String(url), body: JSON.parse(String(init?.body)), beta };
    throw enough;
  };
  try {
    await model.through(fetch, ({ model }) => model.doGenerate(params));
  } catch (error) {
    // The provider has wrapped our error by now; what was thrown before the request is one of its own.
    if (!captured) throw error;
  }
  if (captured) return captured;
  throw sendsNothing(model.opened);
}

function sendsNothing({ name, kind }: OpenedModel): TeachwhyError {
  return new TeachwhyError({
    code: "no-batch",
    message: `${name} sends no requests, so they cannot be written to a batch file.`,
    next: `Models of kind "${kind}" answer at once: leave --batch out. To have a person or another machine answer, use offline:NAME.`,
  });
}

function lineOf({ shape, key, url, body }: { shape: BatchShape; key: string; url: string; body: unknown }) {
  if (shape === "anthropic") return { custom_id: key, params: body };
  if (shape === "google") return { key, request: body };
  const path = url.endsWith("/responses") ? "/v1/responses" : "/v1/chat/completions";
  return { custom_id: key, method: "POST", url: path, body };
}
