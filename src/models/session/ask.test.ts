// Sessions against a provider that fails on demand, over HTTP and through the AI SDK's own packages.
import { readdirSync, readFileSync } from "node:fs";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { type ProviderOptions, startProvider } from "../../../test/provider/index.ts";
import type { AskRequest } from "../types.ts";
import type { ParkedCall } from "./ask.ts";
import { openCallStore } from "./call-store.ts";
import { openSession, type SessionOptions } from "./open-session.ts";

const folder = useTemporaryFolder();
const clock = { now: Date.now, sleep: async () => {} };

async function start(options: ProviderOptions = {}) {
  const provider = await startProvider(options);
  onTestFinished(() => provider.close());
  const teacher = `openai-compatible:${provider.url}#test-model?priceIn=1&priceOut=10`;
  const open = async (more: Partial<SessionOptions> = {}) => {
    const session = await openSession({ store: folder(), run: "test", models: { teacher }, clock, ...more });
    onTestFinished(() => session.close().catch(() => {}));
    return session;
  };
  return { provider, teacher, open };
}

const hello = (more: Partial<AskRequest> = {}): AskRequest => ({
  role: "teacher",
  step: "test/hello",
  messages: [{ role: "user", content: "Hello" }],
  ...more,
});
const bird = z.object({ name: z.string(), grams: z.number().int().positive() });

test("an answer with its facts; the same from the store in a later session, at the same cost", async () => {
  const { provider, teacher, open } = await start({
    reply: () => ({ text: "Good day.", reasoning: "Polite." }),
  });
  const session = await open();
  const answer = await session.ask(hello());
  expect(answer).toMatchObject({
    kind: "answered",
    text: "Good day.",
    value: "Good day.",
    reasoning: "Polite.",
    model: teacher,
    cached: false,
  });
  expect(answer.key).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  const { inputTokens, outputTokens } = answer.usage;
  expect(answer.costUsd).toBeCloseTo((inputTokens + 10 * outputTokens) / 1e6, 12);
  expect(session.spend()).toMatchObject({ calls: 1, inputTokens, outputTokens, unpricedCalls: 0 });
  expect(session.spendByStep()).toEqual({ "test/hello": session.spend() });
  await session.close();

  const later = await open({ run: "another" });
  expect(await later.ask(hello())).toEqual({ ...answer, cached: true });
  expect(later.spend().calls).toBe(0);
  expect(provider.counts().received).toBe(1);
});

test("a malformed answer is asked for again, with what was wrong; the value is validated", async () => {
  const replies = [
    '{"name": "robin", "grams": -3}',
    'A robin, then:\n```json\n{"name": "robin", "grams": 18}\n```',
  ];
  const { provider, open } = await start({ reply: ({ ordinal }) => ({ text: replies[ordinal] }) });
  const session = await open();
  const answer = await session.ask(hello({ schema: bird }));
  expect(answer).toMatchObject({ kind: "answered", value: { name: "robin", grams: 18 } });
  expect(provider.counts().received).toBe(2);
  expect(session.spend()).toMatchObject({ calls: 2, inputTokens: answer.usage.inputTokens });
  // Both calls are stored: asked again, nothing is sent.
  expect(await session.ask(hello({ schema: bird }))).toEqual({ ...answer, cached: true });
  expect(provider.counts().received).toBe(2);
});

test("the repair shows the model its answer and the problem", async () => {
  const seen: string[] = [];
  const { open } = await start({
    reply: ({ messages, ordinal }) => {
      seen.push(...messages.map(({ role, text }) => `${role}: ${text}`));
      return { text: ordinal === 0 ? '{"name": "robin"}' : '{"name": "robin", "grams": 18}' };
    },
  });
  await (await open()).ask(hello({ schema: bird }));
  // A model behind an unknown server also reads the schema in the prompt.
  expect(seen[0]).toContain('"grams"');
  expect(seen.slice(1)).toEqual([
    seen[0],
    'assistant: {"name": "robin"}',
    expect.stringContaining("at grams"),
  ]);
});

test("after two repairs it is malformed, and stays so in a later session", async () => {
  const { provider, open } = await start({ reply: () => ({ text: "I would rather talk about birds." }) });
  const session = await open();
  const answer = await session.ask(hello({ schema: bird }));
  expect(answer).toMatchObject({
    kind: "malformed",
    message: expect.stringContaining("no complete JSON value"),
  });
  expect(provider.counts().received).toBe(3);
  await session.close();
  expect(await (await open()).ask(hello({ schema: bird }))).toEqual({ ...answer, cached: true });
  expect(provider.counts().received).toBe(3);
});

test.each([
  ["truncated", "max-tokens"],
  ["filtered", "content-filter"],
  ["filtered", "content-blocked"],
  ["refused", "refusal"],
  ["empty", "empty"],
] as const)("%s is an outcome that is counted, and stored (%s)", async (kind, fault) => {
  const { provider, open } = await start({ faults: () => fault });
  const session = await open();
  const answer = await session.ask(hello());
  expect(answer).toMatchObject({ kind, cached: false, message: expect.any(String) });
  expect(await session.ask(hello())).toMatchObject({ kind, cached: true });
  expect(provider.counts().received).toBe(1);
});

test.each(["abort", "error", "insufficient_system_resource"])(
  "an answer that the server gave up (%s) is no whole answer; unknown words for an end are",
  async (reason) => {
    const { open } = await start();
    const body = (finish_reason: string) => ({
      choices: [{ index: 0, message: { role: "assistant", content: "The first half" }, finish_reason }],
      usage: { prompt_tokens: 5, completion_tokens: 3 },
    });
    const reasons = [reason, "eos"];
    const fetch = async () => Response.json(body(reasons.shift() ?? ""));
    const session = await open({ context: { env: {}, fetch } });
    expect(await session.ask(hello())).toMatchObject({ kind: "failed", text: "The first half" });
    expect(await session.ask(hello({ ordinal: 1 }))).toMatchObject({ kind: "answered" });
  },
);

test("a call that keeps failing is a failed answer, which is not stored", async () => {
  const { provider, open } = await start({
    faults: ({ ordinal }) => (ordinal < 3 ? "server-error" : undefined),
  });
  const session = await open({ maxAttempts: 3 });
  const failed = await session.ask(hello());
  expect(failed).toMatchObject({ kind: "failed", message: expect.stringContaining("After 3 attempts") });
  expect(session.spend()).toMatchObject({ calls: 0, possiblyPaid: { calls: 0 } });
  expect(await session.ask(hello())).toMatchObject({ kind: "answered" });
  expect(provider.counts().received).toBe(4);
});

test.each([
  ["hang", 300],
  ["cut", 30_000],
  ["malformed-body", 30_000],
] as const)("%s is tried again and counted as possibly paid", async (fault, attemptTimeoutMs) => {
  const { open } = await start({ faults: ({ ordinal }) => (ordinal === 0 ? fault : undefined) });
  const session = await open({ attemptTimeoutMs });
  expect(await session.ask(hello())).toMatchObject({ kind: "answered" });
  const { calls, possiblyPaid } = session.spend();
  expect([calls, possiblyPaid.calls]).toEqual([1, 1]);
  expect(possiblyPaid.usd).toBeGreaterThan(0);
});

test("tools: calls come back with their arguments as objects", async () => {
  const { open } = await start({
    reply: () => ({ toolCalls: [{ name: "weigh", arguments: { bird: "robin" } }] }),
  });
  const parameters = { type: "object", properties: { bird: { type: "string" } }, required: ["bird"] };
  const answer = await (await open()).ask(
    hello({ tools: [{ name: "weigh", description: "Weighs a bird.", parameters }] }),
  );
  expect(answer).toMatchObject({
    kind: "answered",
    text: "",
    toolCalls: [{ name: "weigh", arguments: { bird: "robin" } }],
  });
});

test.each([
  ["wrong-key", "wrong-key"],
  ["unknown-model", "unknown-model"],
  ["empty-balance", "empty-balance"],
] as const)("%s ends the run, and nothing more is sent", async (fault, code) => {
  const { provider, open } = await start({ faults: () => fault });
  const session = await open();
  await expect(session.ask(hello())).rejects.toMatchObject({ code, next: expect.any(String) });
  await expect(session.ask(hello({ ordinal: 1 }))).rejects.toMatchObject({ code });
  expect(provider.counts().received).toBe(1);
});

test("a cap in USD wants a price", async () => {
  const { provider, open } = await start();
  const teacher = `openai-compatible:${provider.url}#test-model`;
  await expect(open({ models: { teacher }, budget: { usd: 1 } })).rejects.toMatchObject({
    code: "unknown-price",
    next: expect.stringContaining("priceIn="),
  });
  const capped = await open({ models: { teacher }, budget: { calls: 1 } });
  expect(await capped.ask(hello())).toMatchObject({ kind: "answered", costUsd: undefined });
  expect(capped.spend().unpricedCalls).toBe(1);
  await expect(capped.ask(hello({ ordinal: 1 }))).rejects.toMatchObject({ code: "budget-reached" });
  // What is stored is still answered.
  expect(await capped.ask(hello())).toMatchObject({ cached: true });
});

test("parked calls are not sent; their answers may come from elsewhere", async () => {
  const { provider, open } = await start();
  const parked: ParkedCall[] = [];
  const session = await open({ park: (call) => parked.push(call) });
  const pending = await session.ask(hello());
  expect(pending).toMatchObject({ kind: "pending", key: parked[0].key });
  expect(parked[0]).toMatchObject({
    step: "test/hello",
    role: "teacher",
    params: { prompt: [{ role: "user" }] },
  });
  await session.close();

  const store = openCallStore(folder("calls.db"));
  const usage = { inputTokens: { total: 3 }, outputTokens: { total: 4 } } as never;
  const result = {
    content: [{ type: "text", text: "By hand." }],
    finishReason: { unified: "stop", raw: "stop" },
    usage,
    warnings: [],
  } as const;
  await store.putAnswer({
    key: pending.key,
    model: "person",
    step: "test/hello",
    result: { ...result, content: [...result.content], warnings: [] },
  });
  await store.close();
  const later = await open({ park: (call) => parked.push(call) });
  expect(await later.ask(hello())).toMatchObject({ kind: "answered", text: "By hand.", cached: true });
  expect(parked).toHaveLength(1);
  expect(provider.counts().received).toBe(0);
});

test("a stop ends what is in flight with its own reason; that may be paid", async () => {
  const { provider, open } = await start({ faults: () => "hang" });
  const stop = new AbortController();
  const session = await open({ signal: stop.signal });
  const asked = expect(session.ask(hello())).rejects.toThrow("Ctrl-C");
  await vi.waitFor(() => expect(provider.counts().received).toBe(1));
  stop.abort(new Error("Ctrl-C"));
  await asked;
  await expect(session.ask(hello())).rejects.toThrow("Ctrl-C");
  expect(session.spend().possiblyPaid.calls).toBe(1);
  expect(provider.counts().received).toBe(1);
});

test("a model string that is wrong is told when the session is opened", async () => {
  const { open } = await start();
  await expect(open({ models: { teacher: "opanai:gpt" } })).rejects.toMatchObject({
    code: "unknown-model-kind",
  });
});

test("no key of an account reaches the disk, whatever fails", async () => {
  const key = "sk-test-0123456789abcdefghij";
  const { open } = await start({
    apiKey: key,
    faults: ({ ordinal }) => (["rate-limit", "cut", "malformed-body", "content-blocked"] as const)[ordinal],
    reply: ({ body }) => ({ text: JSON.stringify(body).slice(0, 20) }),
  });
  const session = await open({
    context: { env: { OPENAI_COMPATIBLE_API_KEY: key } },
    log: folder("calls.jsonl"),
  });
  for (let ordinal = 0; ordinal < 4; ordinal++) await session.ask(hello({ ordinal }));
  await session.close();
  const names = readdirSync(folder()).filter((name) => name.startsWith("calls"));
  expect(names).toEqual(expect.arrayContaining(["calls.db", "calls.jsonl"]));
  for (const name of names) expect(readFileSync(folder(name)).includes(key)).toBe(false);
  const lines = readFileSync(folder("calls.jsonl"), "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).code)).toContain("rate-limited");
});

test("roles have models of their own, and share one where they do not", async () => {
  const models: string[] = [];
  const { provider, teacher, open } = await start({
    reply: ({ model }) => {
      models.push(model);
      return {};
    },
  });
  const session = await open({ models: { teacher, judge: `openai-compatible:${provider.url}#judge-model` } });
  await session.ask(hello({ role: "judge" }));
  await session.ask(hello({ role: "sampler" }));
  expect(models).toEqual(["judge-model", "test-model"]);
});

test.each([
  ["anthropic", "ANTHROPIC", "/v1"],
  ["openai", "OPENAI", "/v1"],
  ["google", "GOOGLE_GENERATIVE_AI", "/v1beta"],
])(
  "%s: JSON of a schema, refusals and caps of tokens, through its own package",
  async (kind, prefix, path) => {
    const { provider, open } = await start({
      faults: ({ ordinal }) => (ordinal === 1 ? "refusal" : undefined),
    });
    const env = {
      [`${prefix}_API_KEY`]: "sk-test-0123456789abcdefghij",
      [`${prefix}_BASE_URL`]: provider.url.replace(/\/v1$/, path),
    };
    const session = await open({
      models: { teacher: `${kind}:test-model?priceIn=1&priceOut=10` },
      budget: { usd: 1 },
      context: { env },
    });
    const loose = z.object({ name: z.string(), notes: z.array(z.string()), place: z.string().optional() });
    expect(await session.ask(hello({ schema: loose }))).toMatchObject({
      kind: "answered",
      value: { name: expect.any(String) },
    });
    const refused = await session.ask(hello());
    // Google has no refusals of its own: the words come as an answer.
    expect(refused.kind).toBe(kind === "google" ? "answered" : "refused");
    const { usd, calls } = session.spend();
    expect(calls).toBe(2);
    expect(usd).toBeGreaterThan(0);
  },
);
