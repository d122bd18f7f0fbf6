import fc from "fast-check";
import type LibsqlDatabase from "libsql";
import { expect, test, vi } from "vitest";
import { textAnswer } from "../../../test/fixtures/session/fake-model.ts";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { openCallStore } from "./call-store.ts";

const pagesAtMost = vi.hoisted(() => ({ value: undefined as number | undefined }));
// A disk of a chosen size: SQLite itself says that it is full.
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
const answer = (key: string, text = "Yes.") => ({
  key,
  model: "fake:fake-1",
  step: "test/step",
  result: textAnswer(text),
});
const attempt = {
  run: "one",
  step: "test/step",
  model: "fake:fake-1",
  key: "k",
  state: "sent",
  inputTokens: 100,
  outputTokens: 50,
  usd: 0.5,
} as const;

test("an answer is there after the store is opened again, without what its HTTP messages held", async () => {
  const store = openCallStore(folder("calls.db"));
  const { content } = textAnswer("Yes.");
  const headers = { authorization: "Bearer secret" };
  const timestamp = new Date("2026-01-02T03:04:05Z");
  const result = {
    ...textAnswer("Yes."),
    request: { body: "secret" },
    response: { id: "r1", modelId: "fake-1-turbo", timestamp, headers, body: { secret: 1 } },
  };
  await store.putAnswer({ ...answer("a"), result });
  await store.close();

  const again = openCallStore(folder("calls.db"));
  const stored = again.answer("a");
  expect(stored).toMatchObject({ content, response: { id: "r1", modelId: "fake-1-turbo", timestamp } });
  expect(JSON.stringify(stored)).not.toContain("secret");
  expect(again.answer("b")).toBeUndefined();
  await again.close();
});

test("any text comes back as it was", async () => {
  const store = openCallStore(folder("calls.db"));
  await fc.assert(
    fc.asyncProperty(fc.uuid(), fc.string({ unit: "binary" }), async (key, text) => {
      await store.putAnswer(answer(key, text));
      expect(store.answer(key)?.content).toEqual([{ type: "text", text }]);
    }),
    { numRuns: 50 },
  );
  await store.close();
});

test("two processes use one file, and the first answer of a key stays", async () => {
  const [one, two] = [openCallStore(folder("calls.db")), openCallStore(folder("calls.db"))];
  const [first, second] = [
    await one.putAnswer(answer("a", "first")),
    await two.putAnswer(answer("a", "second")),
  ];
  expect(first.content).toEqual([{ type: "text", text: "first" }]);
  expect(second).toEqual(first);
  expect(two.answer("a")).toEqual(first);
  await Promise.all([one.close(), two.close()]);
});

test("what a dead process left in flight is possibly paid, for this run alone", async () => {
  const store = openCallStore(folder("calls.db"));
  const answered = await store.putAttempt(attempt);
  await store.settleAttempt(answered, {
    key: "k",
    state: "answered",
    inputTokens: 10,
    outputTokens: 5,
    usd: 0.1,
  });
  await store.putAttempt(attempt);
  await store.putAttempt({ ...attempt, run: "two", usd: undefined });

  expect(store.abandonAttempts("one")).toBe(1);
  const sums = store.attemptSums("one").sort((a, b) => a.state.localeCompare(b.state));
  expect(sums).toMatchObject([
    { state: "answered", calls: 1, inputTokens: 10, outputTokens: 5, usd: 0.1, unpricedCalls: 0 },
    { state: "possibly-paid", calls: 1, inputTokens: 100, outputTokens: 50, usd: 0.5, unpricedCalls: 0 },
  ]);
  expect(store.attemptSums("two")).toMatchObject([{ state: "sent", usd: 0, unpricedCalls: 1 }]);
  await store.close();
});

test("writes of one turn are all there or none, and a full disk is told as one", async () => {
  pagesAtMost.value = 12;
  const store = openCallStore(folder("calls.db"));
  await store.putAnswer(answer("small"));
  const large = await Promise.allSettled([
    store.putAnswer(answer("beside")),
    store.putAnswer(answer("large", "x".repeat(200_000))),
  ]);
  pagesAtMost.value = undefined;
  for (const { status, ...rest } of large) {
    expect(status).toBe("rejected");
    expect(rest).toMatchObject({
      reason: { code: "disk-full", message: expect.stringContaining("disk is full") },
    });
  }
  expect(store.answer("beside")).toBeUndefined();
  expect(store.answer("small")).toBeDefined();
  await store.close();
});

test("at no moment an attempt is settled and its answer is not there, however many end at once", async () => {
  const store = openCallStore(folder("calls.db"));
  const seen = openCallStore(folder("calls.db"));
  const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`);
  const ids = await Promise.all(keys.map((key) => store.putAttempt({ ...attempt, key })));
  const settled = { state: "answered", inputTokens: 1, outputTokens: 1, usd: 0 } as const;
  const writes = keys.map((key, index) => store.settleAttempt(ids[index], { key, ...settled }));
  const answers = Promise.all(keys.map((key) => store.putAnswer(answer(key))));
  const counts = () => ({
    settled: seen.attemptSums("one").find(({ state }) => state === "answered")?.calls ?? 0,
    answers: keys.filter((key) => seen.answer(key)).length,
  });
  const moments: ReturnType<typeof counts>[] = [];
  while (moments.at(-1)?.answers !== keys.length) {
    await new Promise(setImmediate);
    moments.push(counts());
  }
  await Promise.all([...writes, answers]);
  for (const moment of moments) expect(moment.settled).toBeLessThanOrEqual(moment.answers);
  expect(moments.length).toBeGreaterThan(3);
  await Promise.all([store.close(), seen.close()]);
});

test("a place that cannot hold a store is named", async () => {
  expect(() => openCallStore("/dev/null/calls.db")).toThrow(
    expect.objectContaining({ code: "not-writable", message: expect.stringContaining("/dev/null/calls.db") }),
  );
  const { writeFileSync } = await import("node:fs");
  writeFileSync(
    folder("calls.db"),
    "This is no database, and it is longer than a header of one would be.".repeat(9),
  );
  expect(() => openCallStore(folder("calls.db"))).toThrow(expect.objectContaining({ code: "store-damaged" }));
});

test("close waits for writes that nobody waited for", async () => {
  const store = openCallStore(folder("calls.db"));
  void store.putAnswer(answer("late"));
  await store.close();
  await store.close();
  await expect(store.putAnswer(answer("after"))).rejects.toThrow("closed");
  expect(() => store.answer("late")).toThrow("closed");
  const again = openCallStore(folder("calls.db"));
  expect(again.answer("late")).toBeDefined();
  await again.close();
});
