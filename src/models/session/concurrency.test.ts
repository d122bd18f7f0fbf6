import { expect, test } from "vitest";
import { createLimiter } from "./concurrency.ts";

const overloadOf = (error: unknown) => (error === "overload" ? {} : undefined);
const never = () => undefined;

/** Work that ends when the test says so. */
function work() {
  const open: { end: () => void; overload: () => void; fail: () => void }[] = [];
  const start = () =>
    new Promise<void>((resolve, reject) => {
      open.push({ end: resolve, overload: () => reject("overload"), fail: () => reject("other") });
    });
  return { open, start };
}
const settle = () => new Promise(setImmediate);

test("a fixed number stays, whatever the answers", async () => {
  const limiter = createLimiter({ concurrency: 3 });
  const { open, start } = work();
  const all = Array.from({ length: 6 }, () => limiter.run(start, overloadOf).catch(() => {}));
  await settle();
  expect(open).toHaveLength(3);
  expect(limiter.state()).toEqual({ inFlight: 3, limit: 3 });
  for (const one of open) one.overload();
  await settle();
  expect(limiter.state()).toEqual({ inFlight: 3, limit: 3 });
  for (const one of open) one.end();
  await Promise.all(all);
  expect(limiter.state().inFlight).toBe(0);
});

/** Ends everything in flight in the same way, as one round trip. */
async function roundTrip(open: ReturnType<typeof work>["open"], end: "end" | "overload" | "fail") {
  for (const one of open.splice(0)) one[end]();
  await settle();
}

test("it doubles a round trip until the first overload, halves once a round trip, then grows by about one", async () => {
  const limiter = createLimiter({ ceiling: 100 });
  const { open, start } = work();
  for (let i = 0; i < 2000; i++) void limiter.run(start, overloadOf).catch(() => {});
  await settle();
  const limits = [limiter.state().limit];
  for (let trip = 0; trip < 4; trip++) {
    await roundTrip(open, "end");
    limits.push(limiter.state().limit);
  }
  expect(limits).toEqual([8, 16, 32, 64, 100]);
  // A hundred overload answers to one round trip's calls are one sign.
  await roundTrip(open, "overload");
  expect(limiter.state().limit).toBe(50);
  await roundTrip(open, "end");
  await roundTrip(open, "end");
  expect(limiter.state().limit).toBeGreaterThanOrEqual(51);
  expect(limiter.state().limit).toBeLessThanOrEqual(52);
  await roundTrip(open, "fail");
  expect(limiter.state().limit).toBeGreaterThanOrEqual(51);
});

test("it never falls below one", async () => {
  const limiter = createLimiter();
  for (let i = 0; i < 20; i++) {
    await limiter.run(() => Promise.reject("overload"), overloadOf).catch(() => {});
  }
  expect(limiter.state()).toEqual({ inFlight: 0, limit: 1 });
  await limiter.run(async () => {}, overloadOf);
});

test("a limit that nothing needs does not grow", async () => {
  const limiter = createLimiter();
  for (let i = 0; i < 50; i++) await limiter.run(async () => {}, never);
  expect(limiter.state().limit).toBe(8);
});

test("one that says when to come back holds all back until then, and a stop ends the pause", async () => {
  let now = 0;
  const wakes: (() => void)[] = [];
  const clock = { now: () => now, sleep: () => new Promise<void>((resolve) => wakes.push(resolve)) };
  const end = new AbortController();
  const limiter = createLimiter({ concurrency: 2, clock, giveUp: end.signal });
  const { open, start } = work();
  const comeBack = () => ({ retryAfterMs: 5000 });
  const first = limiter.run(start, comeBack).catch(() => {});
  await settle();
  open[0]!.overload();
  await first;
  void limiter.run(start, comeBack).catch(() => {});
  await settle();
  expect(open).toHaveLength(1);
  now = 5000;
  wakes[0]!();
  await settle();
  expect(open).toHaveLength(2);

  open[1]!.overload();
  await settle();
  end.abort();
  void limiter.run(start, never);
  await settle();
  expect(open).toHaveLength(3);
});
