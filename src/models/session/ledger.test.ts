import fc from "fast-check";
import { expect, test } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { openCallStore } from "./call-store.ts";
import { type LedgerCall, openLedger } from "./ledger.ts";

const folder = useTemporaryFolder();
const call = (more: Partial<LedgerCall> = {}): LedgerCall => ({
  key: "k",
  step: "advice/draft",
  model: "fake:fake-1",
  worst: { inputTokens: 100, outputTokens: 100, usd: 1 },
  ...more,
});
const answered = (usd: number) =>
  ({ state: "answered", cost: { inputTokens: 10, outputTokens: 5, usd } }) as const;

test("a call that does not fit beside those in flight waits until they turn out cheaper", async () => {
  const ledger = openLedger({ budget: { usd: 2 } });
  const first = await ledger.reserve(call());
  const second = await ledger.reserve(call());
  let admitted = false;
  const third = ledger.reserve(call()).then((reservation) => {
    admitted = true;
    return reservation;
  });
  first.settle(answered(0.1));
  // Two in flight or waiting: 0.1 + 1 + 1 is above the cap.
  await new Promise(setImmediate);
  expect(admitted).toBe(false);
  second.settle(answered(0.2));
  (await third).settle(answered(0.3));
  expect(ledger.spend()).toMatchObject({ calls: 3, inputTokens: 30, outputTokens: 15 });
  expect(ledger.spend().usd).toBeCloseTo(0.6, 9);
});

test("a call that would not fit even if all in flight were free is refused, with what was spent by step", async () => {
  const ledger = openLedger({ budget: { usd: 2 } });
  (await ledger.reserve(call())).settle(answered(0.9));
  (await ledger.reserve(call({ step: "advice/judge" }))).settle(answered(0.4));
  await expect(ledger.reserve(call())).rejects.toMatchObject({
    code: "budget-reached",
    message: expect.stringMatching(
      /USD 2 is reached: USD 1\.3000 spent \(advice\/draft USD 0\.9000, advice\/judge USD 0\.4000\)/,
    ),
    next: expect.stringContaining("Raise the cap"),
  });
});

test.each([
  [{ calls: 2 }, 2],
  [{ tokens: 430 }, 2],
  [{ usd: 2.2 }, 2],
])("%o lets %i calls through when each costs its worst case", async (budget, most) => {
  const ledger = openLedger({ budget });
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, async () => {
      const reservation = await ledger.reserve(call());
      await new Promise(setImmediate);
      reservation.settle({ state: "possibly-paid" });
    }),
  );
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(most);
  expect(ledger.spend().possiblyPaid).toEqual({ calls: most, tokens: 200 * most, usd: most });
});

test("whatever calls cost and in whatever order they end, no cap is ever passed", async () => {
  const calls = fc.array(
    fc.record({
      worst: fc.integer({ min: 1, max: 50 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      turns: fc.nat(5),
      end: fc.constantFrom("answered", "failed", "possibly-paid"),
    }),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(calls, fc.integer({ min: 1, max: 300 }), async (list, cap) => {
      const ledger = openLedger({ budget: { tokens: cap } });
      let inFlight = 0;
      const spent = () => {
        const { inputTokens, outputTokens, possiblyPaid } = ledger.spend();
        return inputTokens + outputTokens + possiblyPaid.tokens;
      };
      await Promise.allSettled(
        list.map(async ({ worst, share, turns, end }) => {
          const reservation = await ledger.reserve(
            call({ worst: { inputTokens: worst, outputTokens: 0, usd: undefined } }),
          );
          inFlight += worst;
          expect(spent() + inFlight).toBeLessThanOrEqual(cap);
          for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
          inFlight -= worst;
          const cost = { inputTokens: Math.floor(worst * share), outputTokens: 0, usd: undefined };
          reservation.settle(end === "answered" ? { state: end, cost } : { state: end as "failed" });
        }),
      ).then((results) => {
        for (const result of results) {
          if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "budget-reached" });
        }
      });
      expect(spent()).toBeLessThanOrEqual(cap);
    }),
    { numRuns: 60 },
  );
});

test("an error answer is free; the run's earlier processes count against its caps", async () => {
  const store = openCallStore(folder("calls.db"));
  const before = openLedger({ journal: { store, run: "one" } });
  (await before.reserve(call())).settle(answered(0.25));
  (await before.reserve(call())).settle({ state: "failed" });
  await before.reserve(call({ worst: { inputTokens: 7, outputTokens: 8, usd: undefined } }));
  await store.close();

  const reopened = openCallStore(folder("calls.db"));
  const ledger = openLedger({ budget: { calls: 2 }, journal: { store: reopened, run: "one" } });
  expect(ledger.spend()).toEqual({
    calls: 1,
    inputTokens: 10,
    outputTokens: 5,
    usd: 0.25,
    possiblyPaid: { calls: 1, tokens: 15, usd: 0 },
    unpricedCalls: 1,
  });
  await expect(ledger.reserve(call())).rejects.toMatchObject({
    message: expect.stringContaining("1 possibly paid calls are in it"),
  });
  const other = openLedger({ budget: { calls: 2 }, journal: { store: reopened, run: "two" } });
  await other.reserve(call());
  await reopened.close();
});

test("at no moment the journal holds more than the cap, so that a kill leaves no more", async () => {
  const cap = 60;
  const store = openCallStore(folder("calls.db"));
  const seen = openCallStore(folder("calls.db"));
  const ledger = openLedger({ budget: { usd: cap }, journal: { store, run: "one" } });
  let done = false;
  const work = Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const reservation = await ledger.reserve(call({ key: `key-${index}` }));
      for (let turn = 0; turn < index % 2; turn++) await new Promise(setImmediate);
      reservation.settle(index % 5 === 0 ? { state: "failed" } : answered(0.05));
    }),
  ).then(() => {
    done = true;
  });
  const moments: number[] = [];
  while (!done) {
    await new Promise(setImmediate);
    const counted = seen.attemptSums("one").filter(({ state }) => state !== "failed");
    moments.push(counted.reduce((sum, { usd }) => sum + usd, 0));
  }
  await work;
  for (const usd of moments) expect(usd).toBeLessThanOrEqual(cap + 1e-9);
  // It was worth looking: the cap was nearly reached, and more was let in than it holds of worst cases.
  expect(Math.max(...moments)).toBeGreaterThan(cap - 3);
  expect(ledger.spend().calls).toBe(240);
  await Promise.all([store.close(), seen.close()]);
});
