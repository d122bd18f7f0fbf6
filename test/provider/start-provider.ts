// A language-model provider on this machine for tests and benchmarks.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { anthropic } from "./anthropic.ts";
import { defaultReply } from "./default-reply.ts";
import { type FaultFunction, type SeededFaults, seededFaults } from "./faults.ts";
import { google } from "./google.ts";
import { type Counts, openLedger, type ServedRequest } from "./ledger.ts";
import { type LimitOptions, openLimits } from "./limits.ts";
import { listModels } from "./list-models.ts";
import { openaiChat } from "./openai-chat.ts";
import { openaiResponses } from "./openai-responses.ts";
import { sendJson, serveRequest } from "./serve-request.ts";
import type { ReplyFunction, Wire } from "./types.ts";

export interface ProviderOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  /** What the model says; without it prose, values of the asked schema and calls that must be made. */
  reply?: ReplyFunction;
  /** Seed of the default reply. */
  seed?: number;
  /** Words in a default reply (default 120). */
  words?: number;
  /** From the whole request to the first byte of an answer. Errors come at once. */
  latencyMs?: number;
  faults?: SeededFaults | FaultFunction;
  /** How much later a "slow-start" begins (default 1000). */
  slowStartMs?: number;
  /** What "rate-limit-retry-after" asks for (default 1000). */
  retryAfterMs?: number;
  limits?: LimitOptions;
  /** The only key that is let in; without it any key is, and none. */
  apiKey?: string;
  /** The only models that exist; without it any name does. */
  models?: readonly string[];
  /** Calls that the balance pays for; then it is empty. */
  balanceCalls?: number;
}

export interface Provider extends AsyncDisposable {
  /** Without a path: `/v1` for OpenAI and Anthropic, `/v1beta` for Google. */
  url: string;
  counts(): Counts;
  requests(): ServedRequest[];
  close(): Promise<void>;
}

const wires: readonly Wire[] = [openaiChat, openaiResponses, anthropic, google];

export async function startProvider(options: ProviderOptions = {}): Promise<Provider> {
  const { seed = 1, words = 120, faults } = options;
  const ledger = openLedger();
  const service = {
    ledger,
    limits: openLimits(options.limits ?? {}),
    reply: options.reply ?? defaultReply({ seed, words }),
    faultOf: typeof faults === "function" ? faults : faults ? seededFaults(faults) : () => undefined,
    latencyMs: options.latencyMs ?? 0,
    slowStartMs: options.slowStartMs ?? 1000,
    retryAfterMs: options.retryAfterMs ?? 1000,
    apiKey: options.apiKey,
    models: options.models,
    balanceCalls: options.balanceCalls ?? Infinity,
  };
  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? "/").split("?", 1)[0]!;
    const wire = incoming.method === "POST" ? wires.find((one) => one.matches(path)) : undefined;
    if (wire) {
      void serveRequest(service, wire, { incoming, response, path });
    } else if (path === "/__counts") {
      sendJson(response, { status: 200, body: { ...ledger.counts() } });
    } else if (path === "/__requests") {
      sendJson(response, { status: 200, body: { requests: ledger.requests() } });
    } else if (path.endsWith("/models")) {
      sendJson(response, listModels(incoming, options));
    } else {
      const message = `The test provider has no ${incoming.method} ${path}.`;
      sendJson(response, { status: 404, body: { error: { message, type: "invalid_request_error" } } });
    }
  });
  // A client must find its idle connections open, however slow the test's machine is.
  server.keepAliveTimeout = 120_000;
  server.listen({ host: "127.0.0.1", port: options.port ?? 0, backlog: 4096 });
  await once(server, "listening");
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: ledger.counts,
    requests: ledger.requests,
    close,
    [Symbol.asyncDispose]: close,
  };
}
