// Each layer is the AI SDK's own kind of middleware: it works under `wrapLanguageModel`, alone.
import { generateText, streamText, wrapLanguageModel } from "ai";
import { expect, test } from "vitest";
import {
  call,
  explain,
  fakeModel,
  httpError,
  textAnswer,
} from "../../../test/fixtures/session/fake-model.ts";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { createRandom } from "../../statistics/index.ts";
import { TeachwhyError } from "../../store/index.ts";
import {
  budget,
  cache,
  concurrency,
  createLimiter,
  errorsAsAnswers,
  type LoggedCall,
  log,
  openCallStore,
  openLedger,
  retry,
  timeLimit,
} from "../index.ts";
import { stack } from "./middleware.ts";

const folder = useTemporaryFolder();
const clock = { now: Date.now, sleep: async () => {} };
const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 10, source: "the test" };

test("cache: N samples of one prompt are N calls, and a resume gives the same N", async () => {
  const ask = async (model: ReturnType<typeof wrapLanguageModel>, ordinal: number) => {
    const { text } = await generateText({
      model,
      prompt: "Name a bird.",
      providerOptions: { teachwhy: { ordinal } },
    });
    return text;
  };
  const inner = fakeModel((_, nth) => textAnswer(`Bird ${nth}`));
  const open = () => {
    const store = openCallStore(folder("calls.db"));
    const middleware = cache({ store, identity: "fake-1", model: "fake:fake-1" });
    return { store, model: wrapLanguageModel({ model: inner, middleware }) };
  };
  const before = open();
  const first = [await ask(before.model, 0), await ask(before.model, 1), await ask(before.model, 2)];
  expect(new Set(first).size).toBe(3);
  await before.store.close();
  const after = open();
  expect([await ask(after.model, 0), await ask(after.model, 1), await ask(after.model, 2)]).toEqual(first);
  expect(inner.calls).toHaveLength(3);
  await after.store.close();
});

test("cache: the same request twice at once is one call; other settings, tools or models are others", async () => {
  const store = openCallStore(folder("calls.db"));
  const inner = fakeModel(async (_, nth) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return textAnswer(`Answer ${nth}`);
  });
  const model = stack(inner, [cache({ store, identity: "fake-1", model: "fake:fake-1" })]);
  const [one, two] = await Promise.all([model.doGenerate(call("Hello")), model.doGenerate(call("Hello"))]);
  expect(one.content).toEqual(two.content);
  expect([one, two].map((result) => result.providerMetadata?.teachwhy?.cached)).toEqual([false, true]);
  expect(inner.calls).toHaveLength(1);

  const tool = { type: "function", name: "f", inputSchema: { type: "object" } } as const;
  await model.doGenerate(call("Hello", { temperature: 0 }));
  await model.doGenerate(call("Hello", { maxOutputTokens: 9 }));
  await model.doGenerate(call("Hello", { tools: [tool] }));
  await model.doGenerate(call("Hello", { responseFormat: { type: "json" } }));
  await stack(inner, [cache({ store, identity: "fake-2", model: "fake:fake-2" })]).doGenerate(call("Hello"));
  expect(inner.calls).toHaveLength(6);
  // What a call is for, its headers and its signal change nothing in the answer.
  await model.doGenerate(
    call("Hello", {
      headers: { "x-trace": "7" },
      abortSignal: new AbortController().signal,
      providerOptions: { teachwhy: { step: "other/step" } },
    }),
  );
  expect(inner.calls).toHaveLength(6);
  await store.close();
});

test("cache: a call that failed is not stored", async () => {
  const store = openCallStore(folder("calls.db"));
  const inner = fakeModel((_, nth) => {
    if (nth === 0) throw httpError(500);
    return textAnswer("Yes.");
  });
  const model = stack(inner, [cache({ store, identity: "fake-1", model: "fake:fake-1" })]);
  await expect(model.doGenerate(call("Hello"))).rejects.toThrow("HTTP 500");
  await expect(model.doGenerate(call("Hello"))).resolves.toMatchObject({ content: [{ text: "Yes." }] });
  await store.close();
});

test("budget: the cap holds at 100 calls at once, and what was not sent is said", async () => {
  const ledger = openLedger({ budget: { usd: 0.5 } });
  let paid = 0;
  const inner = fakeModel(async () => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    paid += (10 * 1 + 1000 * 10) / 1e6;
    return textAnswer("Yes.", { outputTokens: 1000 });
  });
  const model = wrapLanguageModel({
    model: inner,
    middleware: budget({ ledger, model: "fake:fake-1", price, explain, maxOutputTokens: 1000 }),
  });
  const results = await Promise.allSettled(
    Array.from({ length: 100 }, () => generateText({ model, prompt: "Hello", maxRetries: 0 })),
  );
  expect(paid).toBeLessThanOrEqual(0.5);
  // The bound of input is in bytes and with overhead, so a call's worst case is a little above what it costs.
  expect(paid).toBeGreaterThan(0.47);
  expect(ledger.spend().usd).toBeCloseTo(paid, 9);
  const refused = results.filter((result) => result.status === "rejected");
  expect(refused).toHaveLength(100 - inner.calls.length);
  for (const { reason } of refused) expect(reason).toMatchObject({ code: "budget-reached" });
});

test.each([
  ["an error answer is free", httpError(429), 0],
  ["a cut connection may be paid", Object.assign(new TypeError("terminated"), {}), 1],
  ["a server that is not there is free", Object.assign(new Error("no"), { code: "ECONNREFUSED" }), 0],
  ["a gateway's time-out may be paid", httpError(504), 1],
])("budget: %s", async (_, error, calls) => {
  const ledger = openLedger();
  const inner = fakeModel(() => {
    throw error;
  });
  const model = stack(inner, [budget({ ledger, model: "fake:fake-1", price, explain, maxOutputTokens: 10 })]);
  await expect(model.doGenerate(call("Hello"))).rejects.toBe(error);
  expect(ledger.spend()).toMatchObject({ calls: 0, usd: 0, possiblyPaid: { calls } });
});

test("budget: where the provider counts no tokens, the most that they can have been is counted", async () => {
  const ledger = openLedger();
  const uncounted = textAnswer("Yes, of course.");
  uncounted.usage.inputTokens.total = undefined;
  uncounted.usage.outputTokens.total = undefined;
  const model = stack(
    fakeModel(() => uncounted),
    [budget({ ledger, model: "fake:fake-1", price: undefined, explain, maxOutputTokens: 1000 })],
  );
  await model.doGenerate(call("Hello"));
  const { inputTokens, outputTokens, unpricedCalls } = ledger.spend();
  expect(inputTokens).toBeGreaterThanOrEqual("Hello".length);
  expect(outputTokens).toBeGreaterThanOrEqual("Yes, of course.".length);
  expect(outputTokens).toBeLessThan(100);
  expect(unpricedCalls).toBe(1);
});

test("concurrency: never more at once, and no slot is held while a call waits to be tried again", async () => {
  let inFlight = 0;
  let most = 0;
  const inner = fakeModel(async (_, nth) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    await new Promise((resolve) => setTimeout(resolve, 1));
    inFlight -= 1;
    if (nth === 0) throw httpError(500);
    return textAnswer("Yes.");
  });
  const limiter = createLimiter({ concurrency: 1 });
  let wake = () => {};
  const waitsForOthers = {
    now: Date.now,
    sleep: () =>
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
  };
  const model = stack(inner, [
    retry({ explain, random: createRandom(1, "retry"), clock: waitsForOthers }),
    concurrency({ limiter, overloadOf: () => undefined }),
  ]);
  const failing = model.doGenerate(call("first"));
  const others = Promise.all(["second", "third"].map((text) => model.doGenerate(call(text))));
  // These end although the first still waits for its second try.
  await others;
  expect(limiter.state()).toEqual({ inFlight: 0, limit: 1 });
  wake();
  await failing;
  expect(most).toBe(1);
  expect(inner.calls).toHaveLength(4);
});

test("time limit: a model that hangs is left, even if it does not look at its signal", async () => {
  const deaf = fakeModel(() => new Promise(() => {}));
  const model = stack(deaf, [timeLimit({ attemptTimeoutMs: 20 })]);
  await expect(model.doGenerate(call("Hello"))).rejects.toMatchObject({ name: "TimeoutError" });
  expect(deaf.calls[0].abortSignal?.aborted).toBe(true);

  const stop = new AbortController();
  const stopped = model.doGenerate(call("Hello", { abortSignal: stop.signal }));
  stop.abort(new Error("Ctrl-C"));
  await expect(stopped).rejects.toThrow("Ctrl-C");
});

test("errors as answers: a prompt that a filter took, or that is too long, has been answered", async () => {
  const bodies = [{ code: "content_filter" }, { code: "context_length_exceeded" }, { code: "odd" }];
  const inner = fakeModel((_, nth) => {
    throw httpError(400, { body: JSON.stringify({ error: bodies[nth] }) });
  });
  const middleware = [errorsAsAnswers(), retry({ explain, random: createRandom(1, "retry"), clock })];
  const model = wrapLanguageModel({ model: inner, middleware });
  const ask = () => generateText({ model, prompt: "Hello", maxRetries: 0 });
  expect(await ask()).toMatchObject({ text: "", finishReason: "content-filter" });
  expect(await ask()).toMatchObject({ text: "", finishReason: "error" });
  await expect(ask()).rejects.toMatchObject({ code: "bad-request" });
});

test("log: a line an attempt, with neither prompt nor answer nor what an error said", async () => {
  const lines: LoggedCall[] = [];
  const inner = fakeModel((_, nth) => {
    if (nth === 0) throw httpError(429, { body: "the prompt was: secret question" });
    return { ...textAnswer("secret answer"), response: { modelId: "fake-1-0815" } };
  });
  const write = (line: LoggedCall) => lines.push(line);
  const model = stack(inner, [
    retry({ explain, random: createRandom(1, "retry"), clock }),
    log({ write, model: "fake:fake-1", price, explain }),
  ]);
  const teachwhy = { step: "advice/draft", role: "teacher", ordinal: 3, key: "abc" };
  await model.doGenerate(call("secret question", { providerOptions: { teachwhy } }));
  expect(lines).toMatchObject([
    { ...teachwhy, model: "fake:fake-1", outcome: "error", code: "rate-limited" },
    {
      ...teachwhy,
      answeredBy: "fake-1-0815",
      outcome: "answered",
      code: "stop",
      inputTokens: 10,
      outputTokens: 5,
      usd: 60e-6,
    },
  ]);
  expect(JSON.stringify(lines)).not.toContain("secret");
});

test("log: an error of our own has its own code", async () => {
  const lines: LoggedCall[] = [];
  const inner = fakeModel(() => {
    throw new TeachwhyError({ code: "too-long", message: "Too long.", next: "Shorten it." });
  });
  const model = stack(inner, [log({ write: (line) => lines.push(line), model: "gguf:m", price, explain })]);
  await expect(model.doGenerate(call("Hello"))).rejects.toThrow("Too long.");
  expect(lines).toMatchObject([{ outcome: "error", code: "too-long" }]);
});

test("a call that asks for a stream is made whole, and its answer is played as a stream", async () => {
  const store = openCallStore(folder("calls.db"));
  const inner = fakeModel(() => ({
    ...textAnswer("A robin."),
    content: [
      { type: "reasoning", text: "Small birds..." },
      { type: "text", text: "A robin." },
    ],
  }));
  const middleware = cache({ store, identity: "fake-1", model: "fake:fake-1" });
  const model = wrapLanguageModel({ model: inner, middleware });
  for (let round = 0; round < 2; round++) {
    const stream = streamText({ model, prompt: "Name a bird." });
    expect(await stream.text).toBe("A robin.");
    expect(await stream.reasoningText).toBe("Small birds...");
    expect(await stream.usage).toMatchObject({ inputTokens: 10, outputTokens: 5 });
  }
  expect(inner.calls).toHaveLength(1);
  await store.close();
});
