import { expect, test } from "vitest";
import {
  call,
  explain,
  fakeModel,
  httpError,
  textAnswer,
} from "../../../test/fixtures/session/fake-model.ts";
import { createRandom } from "../../statistics/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import type { Clock } from "./clock.ts";
import { stack } from "./middleware.ts";
import { type RetryOptions, retry } from "./retry.ts";

/** A clock that does not wait and remembers for how long it would have. */
function quickClock(): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: Date.now,
    async sleep(ms) {
      slept.push(ms);
    },
  };
}

function retrying(errors: unknown[], options: Partial<RetryOptions> = {}) {
  const clock = quickClock();
  const inner = fakeModel((_, nth) => {
    if (nth < errors.length) throw errors[nth];
    return textAnswer("Yes.");
  });
  const model = stack(inner, [retry({ explain, random: createRandom(1, "retry"), clock, ...options })]);
  return { clock, inner, model };
}

const cut = Object.assign(new TypeError("fetch failed"), {
  cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }),
});
const hang = new DOMException("late", "TimeoutError");
const malformed = Object.assign(new Error("Invalid JSON response"), { name: "AI_JSONParseError" });

test.each([
  ["429", httpError(429)],
  ["529", httpError(529)],
  ["500", httpError(500)],
  ["503", httpError(503)],
  ["a cut connection", cut],
  ["a time-out", hang],
  ["a body that is no JSON", malformed],
])("%s passes: it is tried again", async (_, error) => {
  const { inner, model, clock } = retrying([error, error]);
  await expect(model.doGenerate(call("Hello"))).resolves.toMatchObject({ finishReason: { unified: "stop" } });
  expect(inner.calls).toHaveLength(3);
  expect(clock.slept).toHaveLength(2);
});

test.each([
  ["wrong-key", httpError(401)],
  ["bad-request", httpError(400)],
  ["empty-balance", httpError(402)],
])("%s stays: it is told at once", async (code, error) => {
  const { inner, model } = retrying([error]);
  await expect(model.doGenerate(call("Hello"))).rejects.toMatchObject({ code, next: expect.any(String) });
  expect(inner.calls).toHaveLength(1);
});

test("waits grow to a minute with full jitter, and the last attempt's error is told", async () => {
  const errors = Array.from({ length: 30 }, () => httpError(500));
  const { inner, model, clock } = retrying(errors, { maxAttempts: 12 });
  await expect(model.doGenerate(call("Hello"))).rejects.toMatchObject({
    code: "server-error",
    message: expect.stringContaining("After 12 attempts"),
    data: { kind: "transient", attempts: 12 },
  });
  expect(inner.calls).toHaveLength(12);
  const longest = clock.slept.map((_, index) => Math.min(60_000, 1000 * 2 ** index));
  for (const [index, ms] of clock.slept.entries()) expect(ms).toBeLessThanOrEqual(longest[index]);
  expect(clock.slept.reduce((sum, ms) => sum + ms)).toBeGreaterThan(
    longest.reduce((sum, ms) => sum + ms) / 5,
  );
});

test("what may have been paid is tried three times, whatever came between", async () => {
  const errors = [httpError(429), hang, httpError(500), malformed, httpError(529), cut, httpError(500)];
  const { inner, model } = retrying(errors);
  await expect(model.doGenerate(call("Hello"))).rejects.toMatchObject({
    code: "cut-connection",
    message: expect.stringContaining("After 6 attempts"),
  });
  expect(inner.calls).toHaveLength(6);
});

test("the provider's time to wait is honoured, whatever its length", async () => {
  const { model, clock } = retrying([
    httpError(429, { headers: { "retry-after": "120" } }),
    httpError(529, { headers: { "retry-after-ms": "2500" } }),
  ]);
  await model.doGenerate(call("Hello"));
  expect(clock.slept[0]).toBeGreaterThanOrEqual(120_000);
  expect(clock.slept[0]).toBeLessThanOrEqual(121_000);
  expect(clock.slept[1]).toBeGreaterThanOrEqual(2500);
});

test("what is not of the provider goes through as it is", async () => {
  const cap = new TeachwhyError({
    code: "budget-reached",
    message: "The cap is reached.",
    next: "Raise it.",
  });
  const { inner, model } = retrying([cap]);
  await expect(model.doGenerate(call("Hello"))).rejects.toBe(cap);
  expect(inner.calls).toHaveLength(1);
});

test("a stop ends it with the stop's reason, also in the middle of a wait", async () => {
  const stop = new AbortController();
  const clock = { now: Date.now, sleep: async () => stop.abort(new Error("Ctrl-C")) };
  const { inner, model } = retrying([httpError(500), new DOMException("aborted", "AbortError")], { clock });
  await expect(model.doGenerate(call("Hello", { abortSignal: stop.signal }))).rejects.toThrow("Ctrl-C");
  expect(inner.calls).toHaveLength(2);
});
