// Errors as the test provider, small servers of our own and the network make them, explained for every kind.
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { kindNames, startPlayingProvider, testKey } from "../../../test/fixtures/models/playing-provider.ts";
import type { FaultKind } from "../../../test/provider/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import { type ExplainedError, explainCallError, type OpenContext, openModel } from "../index.ts";

/** Asks the model once and explains what went wrong. */
async function failureOf(
  name: string,
  env: OpenContext["env"] = {},
  abortSignal?: AbortSignal,
): Promise<ExplainedError> {
  const opened = await openModel(name, { env });
  try {
    await opened.model.doGenerate({
      prompt: [{ role: "user", content: [{ type: "text", text: "Why?" }] }],
      ...(abortSignal ? { abortSignal } : {}),
    });
  } catch (error) {
    return explainCallError(error, opened);
  }
  throw new Error("The call did not fail.");
}

describe.each(kindNames)("%s", (kind) => {
  it.each<[FaultKind, Partial<ExplainedError>]>([
    ["rate-limit", { kind: "transient", code: "rate-limited", maybePaid: false }],
    ["rate-limit-retry-after", { kind: "transient", code: "rate-limited", retryAfterMs: 3000 }],
    ["overloaded", { kind: "transient", code: "overloaded", maybePaid: false }],
    ["unavailable", { kind: "transient", code: "overloaded" }],
    ["server-error", { kind: "transient", code: "server-error", maybePaid: false }],
    ["cut", { kind: "transient", code: "cut-connection", maybePaid: true }],
    ["malformed-body", { kind: "transient", code: "malformed-response", maybePaid: true }],
    ["payment-required", { kind: "permanent", code: "empty-balance" }],
    ["unknown-model", { kind: "permanent", code: "unknown-model" }],
    ["wrong-key", { kind: "permanent", code: "wrong-key", maybePaid: false }],
  ])("%s", async (fault, expected) => {
    await using played = await startPlayingProvider({ faults: () => fault, retryAfterMs: 3000 });
    const explained = await failureOf(played.names[kind], played.env);
    expect(explained).toMatchObject(expected);
    expect(explained.message).toContain(played.names[kind]);
    expect(explained.next).not.toBe("");
  });

  it("an answer that does not come in time, and a stop", async () => {
    await using played = await startPlayingProvider({ faults: () => "hang" });
    const late = await failureOf(played.names[kind], played.env, AbortSignal.timeout(50));
    const stop = await failureOf(played.names[kind], played.env, AbortSignal.abort());
    expect(late).toMatchObject({ kind: "transient", code: "timed-out", maybePaid: true });
    expect(stop).toMatchObject({ kind: "permanent", code: "stopped" });
  });
});

// Google's 429 for an account without credit is the one for calls too fast, so it is not here.
it.each(["anthropic", "openai", "openai-compatible"] as const)(
  "%s: an empty balance does not pass",
  async (kind) => {
    await using played = await startPlayingProvider({ faults: () => "empty-balance" });
    expect(await failureOf(played.names[kind], played.env)).toMatchObject({
      kind: "permanent",
      code: "empty-balance",
    });
  },
);

it.each(["anthropic", "openai", "openai-compatible"] as const)(
  "%s: a prompt that a filter took",
  async (kind) => {
    await using played = await startPlayingProvider({ faults: () => "content-blocked" });
    expect(await failureOf(played.names[kind], played.env)).toMatchObject({
      kind: "filtered",
      code: "content-filter",
    });
  },
);

describe("what servers say in their own ways", () => {
  it.each<[string, number, unknown, Partial<ExplainedError>]>([
    [
      "vLLM, prompt too long",
      400,
      {
        object: "error",
        message: "This model's maximum context length is 4096 tokens. However, you requested 5000.",
      },
      { kind: "too-long", code: "too-long" },
    ],
    [
      "llama.cpp, prompt too long",
      400,
      {
        error: {
          code: 400,
          message: "the request exceeds the available context size",
          type: "exceed_context_size_error",
        },
      },
      { kind: "too-long" },
    ],
    [
      "OpenAI, prompt too long",
      400,
      { error: { message: "Too long.", type: "invalid_request_error", code: "context_length_exceeded" } },
      { kind: "too-long" },
    ],
    [
      "Anthropic, prompt too long",
      400,
      { error: { message: "prompt is too long: 210000 tokens > 200000 maximum" } },
      { kind: "too-long" },
    ],
    ["a body too large", 413, "Payload Too Large", { kind: "too-long" }],
    [
      "Ollama, unknown model",
      404,
      { error: { message: 'model "x" not found, try pulling it first' } },
      { code: "unknown-model" },
    ],
    ["vLLM, wrong path", 404, { detail: "Not Found" }, { kind: "permanent", code: "wrong-url" }],
    ["a web page where the API should be", 404, "<!DOCTYPE html><html></html>", { code: "wrong-url" }],
    ["a web page as an answer", 200, "<html>Welcome</html>", { kind: "permanent", code: "wrong-url" }],
    ["a gateway's web page", 502, "<html>Bad Gateway</html>", { kind: "transient", code: "server-error" }],
    ["a gateway that gave up", 504, "<html>Gateway Timeout</html>", { kind: "transient", code: "timed-out" }],
    [
      "not allowed",
      403,
      { error: { message: "Your country is not supported." } },
      { kind: "permanent", code: "not-allowed" },
    ],
    [
      "a request that it does not take",
      400,
      { error: { message: "Unknown field." } },
      { kind: "rejected", code: "bad-request" },
    ],
    [
      "DeepSeek, no schemas",
      400,
      { error: { message: "This response_format type is unavailable now", code: "invalid_request_error" } },
      { kind: "rejected", next: expect.stringContaining("json=object") },
    ],
    [
      "an answer of another shape",
      200,
      { hello: "world" },
      { kind: "transient", code: "malformed-response" },
    ],
    [
      "a gateway's error with the status of an answer",
      200,
      { error: { message: "Provider returned error", code: 502 } },
      { kind: "transient", message: expect.stringContaining("HTTP 200, Provider returned error") },
    ],
    [
      "an answer that is no whole JSON",
      200,
      '{"choices":[{"message":{"content":"A secret',
      { kind: "transient", code: "malformed-response", message: expect.not.stringContaining("secret") },
    ],
    ["an answer without choices", 200, { choices: [] }, { kind: "transient", code: "malformed-response" }],
    [
      "Google's way to ask for a wait",
      429,
      {
        error: {
          message: "Quota.",
          details: [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "12.5s" }],
        },
      },
      { code: "rate-limited", retryAfterMs: 12_500 },
    ],
  ])("%s", async (_, status, body, expected) => {
    await using server = await startServer((_request, response) => {
      response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
    });
    expect(await failureOf(`openai-compatible:${server.url}/v1#x`)).toMatchObject(expected);
  });

  it.each([
    ["2", 2000, 2000],
    // An hour, so that a busy machine may take its time between here and the test.
    [new Date(Date.now() + 3_600_000).toUTCString(), 3_000_000, 3_600_000],
    [new Date(Date.now() - 30_000).toUTCString(), 0, 0],
  ])("retry-after: %s", async (header, least, most) => {
    await using server = await startServer((_request, response) => {
      response.writeHead(503, { "retry-after": header }).end();
    });
    const { retryAfterMs } = await failureOf(`openai-compatible:${server.url}/v1#x`);
    expect(retryAfterMs).toBeGreaterThanOrEqual(least);
    expect(retryAfterMs).toBeLessThanOrEqual(most);
  });
});

describe("below HTTP", () => {
  it("nothing listens there, or nobody knows the host", async () => {
    const server = await startServer(() => {});
    const { url } = server;
    await server[Symbol.asyncDispose]();
    expect(await failureOf(`openai-compatible:${url}/v1#x`)).toMatchObject({
      code: "no-connection",
      maybePaid: false,
    });
    expect(await failureOf("openai-compatible:http://no-such-host.invalid/v1#x")).toMatchObject({
      kind: "transient",
      code: "no-connection",
      next: expect.stringContaining("host"),
    });
  });

  it("https where the server speaks http, and a port that no client may use", async () => {
    await using server = await startServer((_request, response) => response.end());
    expect(await failureOf(`openai-compatible:${server.url.replace("http:", "https:")}/v1#x`)).toMatchObject({
      kind: "permanent",
      code: "wrong-url",
    });
    expect(await failureOf("openai-compatible:http://127.0.0.1:9/v1#x")).toMatchObject({ code: "wrong-url" });
  });

  it.each(["EMFILE", "EADDRNOTAVAIL"])("this machine has no room for a connection: %s", (code) => {
    const cause = Object.assign(new Error(code), { code });
    const model = { name: "openai:o", kind: "openai", id: "o" };
    expect(explainCallError(new TypeError("fetch failed", { cause }), model)).toMatchObject({
      kind: "transient",
      code: "no-connection",
      next: expect.stringContaining("concurrency"),
      maybePaid: false,
    });
  });

  it("a connection that is cut before a word", async () => {
    await using server = await startServer((request) => request.socket.destroy());
    expect(await failureOf(`openai-compatible:${server.url}/v1#x`)).toMatchObject({ code: "cut-connection" });
  });
});

it("a server that repeats the key does not get it into an error", async () => {
  await using server = await startServer((request, response) => {
    response
      .writeHead(401)
      .end(JSON.stringify({ error: { message: `Bad: ${request.headers.authorization}` } }));
  });
  const explained = await failureOf(`openai-compatible:${server.url}/v1#x`, {
    OPENAI_COMPATIBLE_API_KEY: testKey,
  });
  expect(explained).toMatchObject({
    code: "wrong-key",
    message: expect.stringContaining("Bad: Bearer [key]"),
  });
  expect(JSON.stringify(explained)).not.toContain(testKey);
});

it("our own errors keep their words; other errors are bugs", () => {
  const model = { name: "openai:o", kind: "openai", id: "o" };
  const ours = new TeachwhyError({ code: "some-code", message: "It broke.", next: "Mend it." });
  expect(explainCallError(ours, model)).toMatchObject({
    kind: "permanent",
    message: "It broke.",
    next: "Mend it.",
  });
  expect(explainCallError(new TypeError("x is undefined"), model)).toMatchObject({
    kind: "permanent",
    code: "unexpected",
    next: expect.stringContaining("bug"),
  });
});

async function startServer(listener: RequestListener) {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
