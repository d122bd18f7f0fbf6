import { expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "./clock.ts";

test("a wait that is longer than Node's timers lasts as long as they do, not a millisecond", async () => {
  vi.useFakeTimers();
  onTestFinished(() => {
    vi.useRealTimers();
  });
  let awake = false;
  const month = 30 * 24 * 3600 * 1000;
  const asleep = systemClock.sleep(month).then(() => {
    awake = true;
  });
  await vi.advanceTimersByTimeAsync(24 * 24 * 3600 * 1000);
  expect(awake).toBe(false);
  await vi.advanceTimersByTimeAsync(24 * 3600 * 1000);
  await asleep;
});
