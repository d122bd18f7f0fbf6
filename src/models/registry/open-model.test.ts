// What each kind sends, seen from the server: the settings of a model string in the provider's own words.
import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3Prompt } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { kindNames, startPlayingProvider, testKey } from "../../../test/fixtures/models/playing-provider.ts";
import { type OpenedModel, openModel, registerKind } from "../index.ts";
import { boundOf, boundOptionsOf } from "../session/usage-bound.ts";

const question: LanguageModelV3Prompt = [{ role: "user", content: [{ type: "text", text: "Why?" }] }];
const conversation: LanguageModelV3Prompt = [
  { role: "system", content: "You are a tutor." },
  ...question,
  {
    role: "assistant",
    content: [
      { type: "reasoning", text: "He wants the cause." },
      { type: "text", text: "Because of rain." },
    ],
  },
  { role: "user", content: [{ type: "text", text: "And then?" }] },
];

/** The most tokens that an answer may have, for which a budget reserves room. */
const mostOutputTokens = (opened: OpenedModel, call: { maxOutputTokens?: number } = {}) =>
  boundOf({ prompt: question, ...call }, boundOptionsOf(opened)).outputTokens;

/** Opens the kind's model with a query, asks it once, and gives what the server got and what came back. */
async function askOnce(
  kind: (typeof kindNames)[number],
  query: string,
  call: Partial<LanguageModelV3CallOptions> = {},
) {
  const bodies: Record<string, unknown>[] = [];
  await using played = await startPlayingProvider({
    reply: ({ body }) => {
      bodies.push(body);
      return { text: "Fine." };
    },
  });
  const opened = await openModel(played.names[kind] + query, { env: played.env });
  const result = await opened.model.doGenerate({ prompt: question, ...call });
  return { opened, result, body: bodies[0] };
}

describe.each(kindNames)("%s", (kind) => {
  it("answers through the port", async () => {
    const { opened, result } = await askOnce(kind, "");
    expect(opened).toMatchObject({ kind, settings: {} });
    expect(result.content).toMatchObject([{ type: "text", text: "Fine." }]);
    expect(result.usage.outputTokens.total).toBeGreaterThan(0);
  });

  it("takes settings as defaults; what the call says wins", async () => {
    const fields = {
      anthropic: ["temperature", "max_tokens"],
      openai: ["temperature", "max_output_tokens"],
      google: ["generationConfig.temperature", "generationConfig.maxOutputTokens"],
      "openai-compatible": ["temperature", "max_tokens"],
    }[kind];
    const asked = await askOnce(kind, "?temperature=0.5&maxTokens=321");
    const overruled = await askOnce(kind, "?temperature=0.5&maxTokens=321", {
      maxOutputTokens: 99,
      temperature: 0.25,
    });
    const unsaid = await askOnce(kind, "");
    expect(fields.map((path) => at(asked.body, path))).toEqual([0.5, 321]);
    expect(fields.map((path) => at(overruled.body, path))).toEqual([0.25, 99]);
    expect(fields.map((path) => at(unsaid.body, path))).toEqual([undefined, 4096]);
    expect(mostOutputTokens(asked.opened)).toBe(321);
    expect(mostOutputTokens(asked.opened, { maxOutputTokens: 99 })).toBe(99);
    expect(mostOutputTokens(unsaid.opened)).toBe(4096);
  });

  it("sends earlier thoughts as the model string says", async () => {
    const none = JSON.stringify((await askOnce(kind, "", { prompt: conversation })).body);
    const inline = JSON.stringify((await askOnce(kind, "?thoughts=inline", { prompt: conversation })).body);
    expect(none).toContain("Because of rain.");
    expect(none).not.toContain("He wants the cause.");
    expect(inline).toContain("<think>\\nHe wants the cause.\\n</think>\\n\\nBecause of rain.");
  });

  it("keeps keys out of everything but the call itself", async () => {
    const { opened, result, body } = await askOnce(kind, "?temperature=0.5");
    const { model: _, ...facts } = opened;
    expect(JSON.stringify([facts, result, body])).not.toContain(testKey);
  });

  it("needs its key, and names the variable", async () => {
    const opening = openModel(`${kind}:${kind === "openai-compatible" ? "http://127.0.0.1:1/v1#m" : "m"}`, {
      env: {},
    });
    if (kind === "openai-compatible") await expect(opening).resolves.toMatchObject({ id: "m" });
    else await expect(opening).rejects.toThrow(/needs a key, and [A-Z_]+_API_KEY is not set/);
  });
});

describe("thinking", () => {
  it.each([
    ["anthropic", "4000", "thinking", { type: "enabled", budget_tokens: 4000 }],
    ["anthropic", "off", "thinking", { type: "disabled" }],
    ["anthropic", "high", "thinking.type", "adaptive"],
    ["anthropic", "high", "output_config.effort", "high"],
    ["google", "4000", "generationConfig.thinkingConfig", { thinkingBudget: 4000, includeThoughts: true }],
    ["google", "off", "generationConfig.thinkingConfig", { thinkingBudget: 0 }],
    ["google", "low", "generationConfig.thinkingConfig", { thinkingLevel: "low", includeThoughts: true }],
    ["openai-compatible", "off", "chat_template_kwargs", { enable_thinking: false }],
    ["openai-compatible", "on", "chat_template_kwargs", { enable_thinking: true }],
    ["openai-compatible", "none", "reasoning_effort", "none"],
    ["openai-compatible", "high", "reasoning_effort", "high"],
  ] as const)("%s, thinking=%s: %s", async (kind, thinking, path, expected) => {
    expect(at((await askOnce(kind, `?thinking=${thinking}`)).body, path)).toEqual(expected);
  });

  it("is an effort for OpenAI, whose answers are not stored there", async () => {
    await using played = await startPlayingProvider({
      reply: ({ body }) => ({ text: JSON.stringify(body) }),
    });
    const { model } = await openModel("openai:gpt-5?thinking=off", { env: played.env });
    const { content } = await model.doGenerate({ prompt: question });
    expect(content[0].type === "text" && JSON.parse(content[0].text)).toMatchObject({
      reasoning: { effort: "none" },
      store: false,
    });
  });

  it.each([
    ["anthropic", "max_tokens"],
    ["google", "generationConfig.maxOutputTokens"],
  ] as const)(
    "%s: a budget comes on top of the maximum, and counts in the worst case",
    async (kind, field) => {
      const { opened, body } = await askOnce(kind, "?thinking=4000&maxTokens=1000");
      expect(at(body, field)).toBe(5000);
      expect(mostOutputTokens(opened)).toBe(5000);
    },
  );
});

describe("a setting that a provider cannot honour", () => {
  it.each([
    ["anthropic:c?seed=1", "no use for seed"],
    ["google:g?context=100", "no use for context"],
    ["anthropic:c?thoughts=field", "its own signature"],
    ["anthropic:c?thinking=500", "least budget"],
    ["anthropic:c?thinking=minimal", 'no effort "minimal"'],
    ["openai:o?seed=1", "no use for seed"],
    ["openai:o?json=text", "no use for json"],
    ["openai:o?thoughts=field", "encrypted itself"],
    ["openai:o?thinking=4000", "by effort"],
    ["google:g?thinking=max", 'no effort "max"'],
    ["openai-compatible:http://h/v1#m?thinking=4000", "no common way"],
    ["openai-compatible:h:8000/v1#m", "is no URL"],
    ["openai-compatible:http://h/v1", "which model of the server"],
    ["openai-compatible:http://h/v1#", "which model of the server"],
  ])("%s is refused", async (name, message) => {
    const env = {
      ANTHROPIC_API_KEY: testKey,
      OPENAI_API_KEY: testKey,
      GOOGLE_GENERATIVE_AI_API_KEY: testKey,
    };
    await expect(openModel(name, { env })).rejects.toThrow(message);
  });

  it("a password in a URL is refused and not repeated", async () => {
    const opening = openModel("openai-compatible:http://me:hunter22@h/v1#m", { env: {} });
    await expect(opening).rejects.toThrow(/holds a password/);
    await expect(opening).rejects.not.toThrow(/hunter22/);
  });
});

describe("openai-compatible servers", () => {
  it("get earlier thoughts in their own field", async () => {
    const { body } = await askOnce("openai-compatible", "?thoughts=field", { prompt: conversation });
    expect(at(body, "messages.2")).toEqual({
      role: "assistant",
      content: "Because of rain.",
      reasoning_content: "He wants the cause.",
    });
  });

  it("get the seed plus the ordinal of the sample, and nothing of ours besides", async () => {
    const first = await askOnce("openai-compatible", "?seed=7");
    const third = await askOnce("openai-compatible", "?seed=7", {
      providerOptions: { teachwhy: { ordinal: 2 } },
    });
    expect([first.body.seed, third.body.seed]).toEqual([7, 9]);
    expect(JSON.stringify(third.body)).not.toContain("teachwhy");
  });

  it.each([
    ["", { type: "json_schema", json_schema: { schema: { type: "object" } } }],
    ["?json=object", { type: "json_object" }],
    ["?json=text", undefined],
  ])("are asked for JSON in a way that they know: %s", async (query, expected) => {
    const responseFormat = { type: "json", schema: { type: "object" } } as const;
    const { body } = await askOnce("openai-compatible", query, { responseFormat });
    if (expected) expect(body.response_format).toMatchObject(expected);
    else expect(body).not.toHaveProperty("response_format");
  });

  it("may have a query in their URL, as gateways do", async () => {
    const asked: string[] = [];
    const fetch = async (url: string | URL | Request) => {
      asked.push(String(url));
      return new Response("", { status: 500 });
    };
    const { model } = await openModel("openai-compatible:http://h/v1/?api-version=2#m?seed=1", {
      env: {},
      fetch,
    });
    await expect(model.doGenerate({ prompt: question })).rejects.toThrow();
    expect(asked).toEqual(["http://h/v1/chat/completions?api-version=2"]);
  });

  it("may leave thoughts in the text: they are told apart", async () => {
    await using played = await startPlayingProvider({
      reply: () => ({ text: "<think>\nHm.\n</think>\n\nYes." }),
    });
    const { model } = await openModel(played.names["openai-compatible"], { env: played.env });
    const { content } = await model.doGenerate({ prompt: question });
    expect(content).toEqual([
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "Yes." },
    ]);
  });

  it("may decline in a field of their own: told once, as a refusal", async () => {
    await using played = await startPlayingProvider({ reply: () => ({ refusal: "I would rather not." }) });
    const { model } = await openModel(played.names["openai-compatible"], { env: played.env });
    const { content, finishReason } = await model.doGenerate({ prompt: question });
    expect(content).toEqual([{ type: "text", text: "I would rather not." }]);
    expect(finishReason.unified).toBe("content-filter");
  });
});

describe("the identity of a model", () => {
  const identity = async (name: string) =>
    (await openModel(name, { env: { OPENAI_API_KEY: testKey } })).identity;

  it("changes with what changes answers, and with nothing else", async () => {
    const one = await identity("openai:gpt-x?temperature=1&maxTokens=5");
    expect(await identity("openai:gpt-x?maxTokens=5&temperature=1")).toBe(one);
    expect(await identity("openai:gpt-x?maxTokens=5&temperature=1&priceIn=1&priceOut=1")).toBe(one);
    for (const other of [
      "openai:gpt-y?temperature=1&maxTokens=5",
      "openai:gpt-x?temperature=1",
      "openai:gpt-x",
    ]) {
      expect(await identity(other)).not.toBe(one);
    }
  });

  it("holds the server, unless the string says under which name answers are stored", async () => {
    const here = await identity("openai-compatible:http://a/v1#m");
    expect(await identity("openai-compatible:http://b/v1#m")).not.toBe(here);
    expect(await identity("openai-compatible:http://b/v1#m?as=qwen")).toBe(
      await identity("openai-compatible:http://a/v1#m?as=qwen"),
    );
  });
});

describe.each([
  ["anthropic", "ANTHROPIC"],
  ["openai", "OPENAI"],
  ["google", "GOOGLE_GENERATIVE_AI"],
])("%s, sent elsewhere by the environment", (kind, prefix) => {
  const open = (url?: string, more = "") =>
    openModel(`${kind}:m${more}`, { env: { [`${prefix}_API_KEY`]: testKey, [`${prefix}_BASE_URL`]: url } });

  it("is another model: a test server's answers are never taken for the provider's", async () => {
    const { identity } = await open();
    const test = await open("http://127.0.0.1:8080/v1/");
    expect(test.identity).not.toBe(identity);
    expect(test.identity).toBe((await open("http://127.0.0.1:8080/v1")).identity);
    expect((await open("http://a/v1", "?as=ours")).identity).toBe(
      (await open("http://b/v1", "?as=ours")).identity,
    );
  });

  it("refuses an address that is none, or that holds a password, which it does not repeat", async () => {
    await expect(open("gateway")).rejects.toMatchObject({
      code: "wrong-url",
      message: expect.stringContaining(`${prefix}_BASE_URL is no URL`),
    });
    const secret = open("https://me:hunter22@h/v1");
    await expect(secret).rejects.toThrow(/holds a password/);
    await expect(secret).rejects.not.toThrow(/hunter22/);
  });
});

describe("a kind of another room", () => {
  it("is opened like the others; a system prefix stands before its system prompt, or is one", async () => {
    registerKind("echo", async ({ rest }) => ({ id: rest, model: echoFirstMessage }));
    const { model, id } = await openModel("echo:x?system=test/fixtures/models/prefix.txt");
    const said = async (prompt: LanguageModelV3Prompt) => (await model.doGenerate({ prompt })).content[0];
    expect(id).toBe("x");
    expect(await said(question)).toMatchObject({
      text: '{"role":"system","content":"Answer in one sentence."}',
    });
    expect(await said(conversation)).toMatchObject({
      text: '{"role":"system","content":"Answer in one sentence.\\n\\nYou are a tutor."}',
    });
  });
});

const echoFirstMessage: LanguageModelV3 = {
  specificationVersion: "v3",
  provider: "echo",
  modelId: "x",
  supportedUrls: {},
  doGenerate: async ({ prompt }) => ({
    content: [{ type: "text", text: JSON.stringify(prompt[0]) }],
    finishReason: { unified: "stop", raw: "stop" },
    usage: {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    },
    warnings: [],
  }),
  doStream: () => Promise.reject(new Error("An echo has no stream.")),
};

/** The value at a path of fields, as `a.b.0`. */
function at(body: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((value, field) => (value as Record<string, unknown>)?.[field], body);
}
