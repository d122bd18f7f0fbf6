import { describe, expect, test } from "vitest";
import { defaultReply, type Provider, seededFaults, startProvider } from "./index.ts";
import { openLimits } from "./limits.ts";

const ask = (provider: Provider, content: string, more: object = {}) =>
  fetch(`${provider.url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: "Bearer secret-key" },
    body: JSON.stringify({ model: "small", messages: [{ role: "user", content }], ...more }),
  });

describe("counts", () => {
  test("tell a repeated question from a second try", async () => {
    let isWell = false;
    await using provider = await startProvider({ faults: () => (isWell ? undefined : "server-error") });
    await ask(provider, "One?");
    isWell = true;
    await ask(provider, "One?").then((answer) => answer.text());
    await ask(provider, "Two?").then((answer) => answer.text());
    expect(provider.counts()).toMatchObject({ received: 3, answered: 2, identities: 2, askedAgain: 0 });
    await ask(provider, "One?", { user: "somebody", metadata: { run: 2 } }).then((answer) => answer.text());
    expect(provider.counts()).toMatchObject({ received: 4, answered: 3, identities: 2, askedAgain: 1 });
    expect(provider.requests().map(({ attempt, outcome }) => `${attempt} ${outcome}`)).toEqual([
      "0 server-error",
      "1 answer",
      "0 answer",
      "2 answer",
    ]);
  });

  test("bill what was not refused, also when the client leaves", async () => {
    await using provider = await startProvider({ latencyMs: 60_000, reply: () => ({ text: "12345678" }) });
    const client = new AbortController();
    const stays = ask(provider, "1234").catch(() => "closed");
    const left = fetch(`${provider.url}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ model: "small", messages: [{ role: "user", content: "12345" }] }),
      signal: client.signal,
    });
    const refused = expect(left).rejects.toThrow();
    await expect
      .poll(() => provider.counts())
      .toMatchObject({ inFlight: 2, inputTokens: 3, outputTokens: 4 });
    client.abort();
    await refused;
    await expect.poll(() => provider.counts()).toMatchObject({ inFlight: 1, peakInFlight: 2, aborted: 1 });
    expect(provider.counts()).toMatchObject({ inputTokens: 3, outputTokens: 4, answered: 0 });
    await provider.close();
    expect(await stays).toBe("closed");
  });

  test("are read over HTTP, and hold no key", async () => {
    await using provider = await startProvider();
    await ask(provider, "One?").then((answer) => answer.text());
    const [counts, requests] = await Promise.all(
      ["__counts", "__requests"].map((path) =>
        fetch(`${provider.url}/${path}`).then((answer) => answer.json()),
      ),
    );
    expect(counts).toEqual(provider.counts());
    expect(requests).toEqual({ requests: provider.requests() });
    expect(JSON.stringify(requests)).not.toContain("secret-key");
  });
});

test("more requests at once than the limit are told 429", async () => {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await using provider = await startProvider({
    limits: { concurrent: 3 },
    reply: () => released.then(() => ({ text: "At last." })),
  });
  const asked = Array.from({ length: 10 }, (_, index) => ask(provider, `Question ${index}`));
  await expect.poll(() => provider.counts().byOutcome["over-limit"]).toBe(7);
  release();
  const statuses = (await Promise.all(asked)).map((answer) => answer.status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(3);
  expect((await ask(provider, "One more?")).status).toBe(200);
});

test("more requests a second than the limit do not enter", () => {
  const limits = openLimits({ perSecond: 5 });
  const entered = Array.from({ length: 50 }, () => limits.enter()).filter(Boolean);
  expect(entered.length).toBeGreaterThanOrEqual(5);
  expect(entered.length).toBeLessThan(10);
});

test("a balance pays for so many calls, also at once", async () => {
  await using provider = await startProvider({ balanceCalls: 2 });
  await Promise.all(Array.from({ length: 5 }, (_, index) => ask(provider, `Question ${index}`)));
  expect(provider.counts().byOutcome).toEqual({ answer: 2, "empty-balance": 3 });
});

test("only the models that exist are served and listed, to those with the key", async () => {
  await using provider = await startProvider({ models: ["small"], apiKey: "secret-key" });
  expect((await ask(provider, "One?")).status).toBe(200);
  expect((await ask(provider, "One?", { model: "large" })).status).toBe(404);
  const list = (headers: Record<string, string>) =>
    fetch(`${provider.url}/v1/models`, { headers }).then((answer) => answer.json());
  expect(await list({ authorization: "Bearer secret-key" })).toMatchObject({ data: [{ id: "small" }] });
  expect(await list({ authorization: "Bearer wrong" })).toMatchObject({ error: { code: "invalid_api_key" } });
});

test("what cannot be read or answered is a bad request", async () => {
  await using provider = await startProvider();
  const post = (body: string) => fetch(`${provider.url}/v1/messages`, { method: "POST", body });
  expect((await post("{")).status).toBe(400);
  expect((await post('{"model": "small", "messages": []}')).status).toBe(400); // max_tokens is missing
  const schema = { type: "string", pattern: "^x{99}$" };
  const format = { type: "json_schema", json_schema: { name: "x", schema } };
  const answer = await ask(provider, "One?", { response_format: format });
  expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining("^x{99}$") } });
  expect(provider.counts().byOutcome).toEqual({ "bad-request": 3 });
});

test("what a test says and breaks may build on what happens without it", async () => {
  const usual = defaultReply({ seed: 2, words: 10 });
  const draw = seededFaults({ rate: 1, kinds: ["empty"] });
  await using provider = await startProvider({
    reply: (request) => (request.messages.at(-1)?.text === "Name?" ? { text: "Ada." } : usual(request)),
    faults: (request) => (request.messages.at(-1)?.text === "Silence?" ? draw(request) : undefined),
  });
  const said = async (question: string) =>
    (await (await ask(provider, question)).text()).match(/"content":"(.*?)"/)?.[1];
  expect(await said("Name?")).toBe("Ada.");
  expect((await said("Story?"))!.split(" ").length).toBeGreaterThanOrEqual(10);
  expect(await said("Silence?")).toBe("");
});

test("default answers are long enough and share few word triples", async () => {
  await using provider = await startProvider({ words: 200 });
  const texts = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const answer = (await (await ask(provider, `Question ${index}`)).json()) as {
        choices: { message: { content: string } }[];
      };
      return answer.choices[0]!.message.content;
    }),
  );
  const triples = texts.map((text) => {
    const words = text.split(" ");
    expect(words.length).toBeGreaterThanOrEqual(200);
    return new Set(words.slice(2).map((word, at) => `${words[at]} ${words[at + 1]} ${word}`));
  });
  for (const [index, one] of triples.entries()) {
    for (const other of triples.slice(index + 1)) {
      const shared = [...one].filter((triple) => other.has(triple)).length;
      expect(shared / (one.size + other.size - shared)).toBeLessThan(0.3);
    }
  }
});
