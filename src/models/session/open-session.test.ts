// What ends a session's run: a full disk, a server that is not there.
import { writeFileSync } from "node:fs";
import type LibsqlDatabase from "libsql";
import { expect, onTestFinished, test, vi } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { startProvider } from "../../../test/provider/index.ts";
import type { AskRequest } from "../types.ts";
import { openSession, type SessionOptions } from "./open-session.ts";

const pagesAtMost = vi.hoisted(() => ({ value: undefined as number | undefined }));
vi.mock("libsql", async (original) => {
  const { default: Database } = await original<{ default: typeof LibsqlDatabase }>();
  class SmallDatabase extends Database {
    constructor(path: string, options: object) {
      super(path, options);
      if (pagesAtMost.value !== undefined) this.pragma(`max_page_count = ${pagesAtMost.value}`);
    }
  }
  return { default: SmallDatabase };
});

const folder = useTemporaryFolder();
const clock = { now: Date.now, sleep: async () => {} };
const open = async (url: string, more: Partial<SessionOptions> = {}) => {
  const teacher = `openai-compatible:${url}#test-model?priceIn=1&priceOut=10`;
  const session = await openSession({ store: folder(), run: "test", models: { teacher }, clock, ...more });
  onTestFinished(() => session.close().catch(() => {}));
  return session;
};
const hello = (ordinal = 0): AskRequest<string> => ({
  role: "teacher",
  step: "test/hello",
  ordinal,
  messages: [{ role: "user", content: "Hello" }],
});

test("a full disk ends the run and says so; the answer that was lost counts as possibly paid", async () => {
  let length = 200_000;
  const provider = await startProvider({ reply: () => ({ text: "x".repeat(length) }) });
  onTestFinished(() => provider.close());
  pagesAtMost.value = 8;
  const session = await open(provider.url);
  await expect(session.ask(hello())).rejects.toMatchObject({
    code: "disk-full",
    next: expect.stringContaining("room"),
  });
  await expect(session.ask(hello(1))).rejects.toMatchObject({ code: "disk-full" });
  expect(provider.counts().received).toBe(1);
  await session.close();

  pagesAtMost.value = undefined;
  length = 10;
  const later = await open(provider.url);
  expect(later.spend()).toMatchObject({ calls: 0, possiblyPaid: { calls: 1 } });
  expect(await later.ask(hello())).toMatchObject({ kind: "answered", cached: false });
});

test("a server that was never there ends the run; one that has answered before may come back", async () => {
  const provider = await startProvider();
  const { url } = provider;
  const session = await open(url);
  expect(await session.ask(hello())).toMatchObject({ kind: "answered" });
  await provider.close();
  expect(await session.ask(hello(1))).toMatchObject({ kind: "failed" });

  const stranger = await open(url, { run: "another" });
  await expect(stranger.ask(hello(2))).rejects.toMatchObject({
    code: "no-connection",
    next: expect.stringContaining("port"),
  });
});

test("stored answers do not make a server that is not there one that may come back", async () => {
  const provider = await startProvider();
  const before = await open(provider.url);
  await before.ask(hello());
  await before.close();
  await provider.close();

  const resumed = await open(provider.url);
  expect(await resumed.ask(hello())).toMatchObject({ cached: true });
  await expect(resumed.ask(hello(1))).rejects.toMatchObject({ code: "no-connection" });
});

test("what waits for room under a cap is not sent after the end", async () => {
  const provider = await startProvider({ latencyMs: 600 });
  onTestFinished(() => provider.close());
  // Room for the worst case of one call, and of another one only when the first has turned out cheaper.
  const session = await open(provider.url, { budget: { tokens: 6000 } });
  const results = Promise.allSettled([session.ask(hello(0)), session.ask(hello(1))]);
  await vi.waitFor(() => expect(provider.counts().received).toBe(1));
  await session.close();
  expect(await results).toMatchObject([
    { status: "fulfilled", value: { kind: "answered" } },
    { status: "rejected", reason: { code: "session-closed" } },
  ]);
  expect(provider.counts().received).toBe(1);
});

test("models of one server share its limit, also where a file names it", async () => {
  const provider = await startProvider();
  onTestFinished(() => provider.close());
  writeFileSync(folder("judge.yaml"), `model: openai-compatible:${provider.url}#judge-model\n`);
  const models = {
    teacher: `openai-compatible:${provider.url}#test-model`,
    judge: `file:${folder("judge.yaml")}`,
    sampler: "openai-compatible:http://127.0.0.1:1/v1#elsewhere",
  };
  const session = await open(provider.url, { models, concurrency: 3, maxAttempts: 1 });
  await session.ask(hello());
  await session.ask({ ...hello(), role: "judge" });
  expect(session.concurrency().limit).toBe(3);
  await session.ask({ ...hello(), role: "sampler" }).catch(() => {});
  expect(session.concurrency().limit).toBe(6);
});

test("what ends a run ends what waits: for a slot, or to be tried again", async () => {
  const provider = await startProvider({
    latencyMs: 50,
    faults: ({ ordinal }) => (ordinal === 0 ? "rate-limit" : ordinal === 3 ? "wrong-key" : undefined),
  });
  onTestFinished(() => provider.close());
  // The wait of the first call has no end of its own.
  const sleep = (_: number, signal?: AbortSignal) =>
    new Promise<void>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const session = await open(provider.url, { clock: { now: Date.now, sleep }, concurrency: 1 });
  const results = await Promise.allSettled(
    [0, 1, 2, 3, 4, 5, 6].map((ordinal) => session.ask(hello(ordinal))),
  );
  // The fifth took the slot before the news of the wrong key had come through.
  const states = results.map(({ status }) => (status === "fulfilled" ? "answered" : "ended"));
  expect(states.join(" ")).toMatch(/^ended answered answered ended (answered|ended) ended ended$/);
  for (const result of results) {
    if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "wrong-key" });
  }
  expect(provider.counts().received).toBeLessThanOrEqual(5);
});

test("closing lets what is in flight finish and be stored; what waits is told", async () => {
  const provider = await startProvider({ latencyMs: 600 });
  onTestFinished(() => provider.close());
  const session = await open(provider.url, { concurrency: 1 });
  const asked = [session.ask(hello(0)), session.ask(hello(1))];
  await vi.waitFor(() => expect(provider.counts().received).toBe(1));
  const results = Promise.allSettled(asked);
  await session.close();
  expect(await results).toMatchObject([
    { status: "fulfilled", value: { kind: "answered" } },
    { status: "rejected", reason: { code: "session-closed" } },
  ]);
  expect(await (await open(provider.url)).ask(hello(0))).toMatchObject({ cached: true });
});

test("progress can see how many calls may be in flight, before the first and after", async () => {
  const provider = await startProvider({ latencyMs: 1000 });
  onTestFinished(() => provider.close());
  const session = await open(provider.url, { concurrency: 3 });
  expect(session.concurrency()).toEqual({ inFlight: 0, limit: 3 });
  const asked = Promise.all([0, 1, 2, 3, 4].map((ordinal) => session.ask(hello(ordinal))));
  await vi.waitFor(() => expect(session.concurrency()).toEqual({ inFlight: 3, limit: 3 }));
  await asked;
  expect(session.concurrency().inFlight).toBe(0);
});
