// What becomes of each kind of answer, by importing it and asking for it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { TeachwhyError } from "../../store/index.ts";
import {
  type Answer,
  type AskRequest,
  batchStatus,
  createBatchWriter,
  importAnswers,
  openCallStore,
  openSession,
  showBatch,
} from "../index.ts";

const inFolder = useTemporaryFolder();

const scenario = z.object({ title: z.string(), stakes: z.enum(["low", "high"]) });
const request = (more: Partial<AskRequest> = {}): AskRequest => ({
  role: "teacher",
  step: "test/step",
  messages: [{ role: "user", content: "What now?" }],
  ...more,
});

/** What the session answers where nothing may be sent. */
async function ask(teacher: string, asked: AskRequest): Promise<Answer> {
  const writer = createBatchWriter({ directory: inFolder("batches"), store: inFolder("store"), run: "r" });
  const models = { teacher };
  const session = await openSession({ store: inFolder("store"), run: "r", models, park: writer.park });
  const answer = await session.ask(asked);
  await session.close();
  await writer.close();
  return answer;
}

/** Parks the request, imports its answer and asks again. */
async function answered(teacher: string, asked: AskRequest, answer: (key: string) => object) {
  const { key } = await ask(teacher, asked);
  const imported = await take(JSON.stringify(answer(key)));
  return { key, imported, answer: await ask(teacher, asked) };
}

function take(text: string, name = "answers.jsonl") {
  writeFileSync(inFolder(name), text);
  return importAnswers([inFolder(name)], { store: inFolder("store") });
}

const message = (more: object) => ({
  type: "message",
  id: "msg_1",
  model: "claude-x",
  content: [{ type: "text", text: "Ask first." }],
  stop_reason: "end_turn",
  usage: { input_tokens: 100, output_tokens: 10 },
  ...more,
});
const chat = (content: string, more: object = {}) => ({
  id: "c1",
  created: 1_700_000_000,
  model: "served",
  choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop", ...more }],
  usage: { prompt_tokens: 100, completion_tokens: 10 },
});
const anthropic = (body: object) => (custom_id: string) => ({
  custom_id,
  result: { type: "succeeded", message: body },
});
const openai =
  (body: object, status_code = 200) =>
  (custom_id: string) => ({
    custom_id,
    response: { status_code, body },
    error: null,
  });

describe("an answer is stored as the same answer in a live call is", () => {
  it.each<[string, string, AskRequest, object, (body: object) => (key: string) => object]>([
    ["text", "anthropic:claude-x", request(), message({}), anthropic],
    [
      "JSON that Anthropic's older models give by a tool",
      "anthropic:claude-3-haiku-20240307",
      request({ schema: scenario }),
      message({
        content: [{ type: "tool_use", id: "t", name: "json", input: { title: "A", stakes: "low" } }],
        stop_reason: "tool_use",
      }),
      anthropic,
    ],
    [
      "thoughts of a server without a parser for them",
      "openai-compatible:http://elsewhere.test/v1#qwen",
      request(),
      chat("<think>\nHm.\n</think>\n\nAsk first."),
      openai,
    ],
    [
      "a call of a tool",
      "openai-compatible:http://elsewhere.test/v1#qwen",
      request({ tools: [{ name: "lookup", description: "Looks up.", parameters: { type: "object" } }] }),
      chat("", {
        message: {
          role: "assistant",
          content: null,
          tool_calls: [
            { id: "c", type: "function", function: { name: "lookup", arguments: '{"word":"why"}' } },
          ],
        },
        finish_reason: "tool_calls",
      }),
      openai,
    ],
    [
      "an answer that was cut",
      "anthropic:claude-x",
      request(),
      message({ stop_reason: "max_tokens" }),
      anthropic,
    ],
    ["a refusal", "anthropic:claude-x", request(), message({ stop_reason: "refusal" }), anthropic],
  ])("%s", async (_, teacher, asked, body, line) => {
    const { key, imported } = await answered(teacher, asked, line(body));
    expect(imported).toMatchObject({ stored: 1, failed: [], problems: [] });

    const session = await openSession({
      store: inFolder("live"),
      run: "r",
      models: { teacher },
      context: { env: { ANTHROPIC_API_KEY: "a-key" }, fetch: async () => Response.json(body) },
    });
    await session.ask(asked);
    await session.close();
    const [batch, live] = ["store", "live"].map((name) => openCallStore(inFolder(name, "calls.db")));
    const { providerMetadata: { teachwhy, ...others } = {}, ...result } = batch.answer(key) ?? {};
    expect(teachwhy).toMatchObject({ batch: "provider" });
    expect({ ...result, ...(Object.keys(others).length > 0 ? { providerMetadata: others } : {}) }).toEqual(
      live.answer(key),
    );
    await Promise.all([batch.close(), live.close()]);
  });
});

it("a provider that says the prompt is too long, or filtered, has answered", async () => {
  const long = {
    type: "error",
    error: { type: "invalid_request_error", message: "prompt is too long: 3 > 2" },
  };
  const { imported, answer } = await answered("anthropic:claude-x", request(), (custom_id) => ({
    custom_id,
    result: { type: "errored", error: long },
  }));
  expect(imported).toMatchObject({ stored: 1, failed: [] });
  expect(answer).toMatchObject({
    kind: "failed",
    message: expect.stringContaining("too long"),
    cached: true,
  });

  const filter = { error: { code: "content_filter", message: "Filtered." } };
  const filtered = await answered("openai:gpt-x", request(), openai(filter, 400));
  expect(filtered.answer).toMatchObject({ kind: "filtered" });
});

it.each([
  ["anthropic:claude-x", { result: { type: "expired" } }, /expired/],
  ["anthropic:claude-x", { result: { type: "canceled" } }, /canceled/],
  [
    "anthropic:claude-x",
    {
      result: {
        type: "errored",
        error: { type: "error", error: { type: "overloaded_error", message: "Busy." } },
      },
    },
    /HTTP 529, Busy/,
  ],
  [
    "openai:gpt-x",
    { response: null, error: { code: "batch_cancelled", message: "Gone." } },
    /batch_cancelled: Gone/,
  ],
  [
    "openai:gpt-x",
    { response: { status_code: 500, body: { error: { message: "Oops." } } } },
    /HTTP 500, Oops/,
  ],
])(
  "what failed at %s is not stored, and is asked again by the next batch: %o",
  async (teacher, line, why) => {
    const { key, imported, answer } = await answered(teacher, request(), (custom_id) => ({
      custom_id,
      ...line,
    }));
    expect(imported).toMatchObject({
      stored: 0,
      failed: [{ line: 1, key, message: expect.stringMatching(why) }],
    });
    expect(answer).toMatchObject({ kind: "pending", key });
    const files = readdirSync(inFolder("batches")).filter((name) => name.endsWith(".jsonl"));
    expect(files).toEqual([expect.stringMatching(/\.1\.jsonl$/), expect.stringMatching(/\.2\.jsonl$/)]);
    // Asked again, so it waits again.
    expect(await batchStatus(inFolder("batches"), inFolder("store"))).toMatchObject([
      { asked: 1, answered: 0, failed: 0, missing: 1 },
      { asked: 1, answered: 0, failed: 0, missing: 1 },
    ]);
  },
);

it("a file that was cut off says where, and keeps what is whole", async () => {
  const { key } = await ask("offline:me", request());
  const line = JSON.stringify({ custom_id: key, text: "Ask first." });
  expect(await take(`${line}\n\n${line.slice(0, 40)}`)).toMatchObject({
    stored: 1,
    problems: [{ file: inFolder("answers.jsonl"), line: 3, message: expect.stringContaining("cut off") }],
  });
});

it("tells unknown keys, repeated answers, and answers in another provider's shape", async () => {
  const { key } = await ask("anthropic:claude-x", request());
  const lines = [
    openai(chat("No."))(key),
    anthropic(message({}))(key),
    anthropic(message({}))(key),
    anthropic(message({}))("f".repeat(64)),
    { custom_id: key },
    { answer: "What?" },
    { custom_id: key, params: {} },
  ];
  expect(await take(lines.map((line) => JSON.stringify(line)).join("\n"))).toMatchObject({
    stored: 1,
    duplicates: 1,
    open: 1,
    unknown: ["f".repeat(64)],
    problems: [
      { line: 1, key, message: expect.stringContaining("openai's batches") },
      { line: 6, message: expect.stringContaining("custom_id") },
      { line: 7, message: expect.stringContaining("a request, not an answer") },
    ],
  });
});

it("what a batch cost counts as spent by the run that asked", async () => {
  const { answer } = await answered("anthropic:claude-haiku-4-5", request(), anthropic(message({})));
  // $1 and $5 a million tokens, at half the price.
  const costUsd = (100 * 1 + 10 * 5) / 1e6 / 2;
  expect(answer).toMatchObject({ costUsd: expect.closeTo(costUsd, 12) });
  const models = { teacher: "anthropic:claude-haiku-4-5" };
  const session = await openSession({ store: inFolder("store"), run: "r", models, park: () => {} });
  expect(session.spend()).toMatchObject({ calls: 1, inputTokens: 100, usd: expect.closeTo(costUsd, 12) });
  await session.close();
});

describe("a person", () => {
  /** The Markdown file with answers written under their lines. */
  function fillIn(answers: Record<string, string>) {
    const name = readdirSync(inFolder("batches")).find((one) => one.endsWith(".md")) ?? "";
    const lines = readFileSync(inFolder("batches", name), "utf8")
      .split("\n")
      .flatMap((line) => [line, ...(answers[/^## answer (\w+)/.exec(line)?.[1] ?? ""]?.split("\n") ?? [])]);
    return take(lines.join("\n"), "filled.md");
  }

  it("writes any text into Markdown, headings, thoughts and empty lines included", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1 }), fc.nat(), async (text, ordinal) => {
        const words = `# ${text.replace(/\s/g, " ")}\n\n## Second\nEnd.`;
        const { key, kind } = await ask("offline:me", request({ ordinal }));
        fc.pre(kind === "pending");
        await take(`## answer ${key}\n\n<think>\nHm.\n</think>\n${words}\n\n`, "answers.md");
        const answer = await ask("offline:me", request({ ordinal }));
        expect(answer).toMatchObject({ kind: "answered", value: words, reasoning: "Hm.", costUsd: 0 });
      }),
      { numRuns: 10 },
    );
  });

  it("may answer in YAML where JSON is asked for, and may be wrong at first", async () => {
    const asked = request({ schema: scenario });
    const { key } = await ask("offline:me", asked);
    expect(await fillIn({})).toMatchObject({ open: 1, stored: 0, problems: [] });
    expect(await fillIn({ [key]: "title: The audit\nstakes: medium" })).toMatchObject({
      stored: 0,
      problems: [{ key, message: expect.stringContaining('"low"|"high"') }],
    });
    expect(await fillIn({ [key]: "```yaml\ntitle: |\n  The: audit\nstakes: low\n```" })).toMatchObject({
      stored: 1,
    });
    expect(await ask("offline:me", asked)).toMatchObject({ value: { title: "The: audit\n", stakes: "low" } });
  });

  it("gives values that are no objects as they are", async () => {
    const asked = request({ schema: z.array(z.string()) });
    const { answer } = await answered("offline:me", asked, (custom_id) => ({ custom_id, json: ["a", "b"] }));
    expect(answer).toMatchObject({ value: ["a", "b"] });
  });

  it("calls tools that there are", async () => {
    const tools = [{ name: "lookup", description: "Looks up.", parameters: { type: "object" } }];
    const { key } = await ask("offline:me", request({ tools }));
    const call = (name: string) =>
      `- custom_id: ${key}\n  tool_calls:\n    - {name: ${name}, arguments: {word: why}}\n`;
    expect(await take(call("look"), "calls.yaml")).toMatchObject({
      stored: 0,
      problems: [{ line: 1, message: expect.stringContaining("known: lookup") }],
    });
    await take(call("lookup"), "calls.yaml");
    expect(await ask("offline:me", request({ tools }))).toMatchObject({
      toolCalls: [{ name: "lookup", arguments: { word: "why" } }],
    });
  });

  it("reads each prompt, with what the model string puts before it", async () => {
    writeFileSync(inFolder("voice.txt"), "You are calm.");
    const { key } = await ask(
      `anthropic:claude-x?system=${inFolder("voice.txt")}`,
      request({ schema: scenario }),
    );
    const [file] = readdirSync(inFolder("batches")).filter((name) => name.endsWith(".jsonl"));
    const shown = [];
    for await (const prompt of showBatch(inFolder("batches", file), {
      store: inFolder("store"),
      key: key.slice(0, 8),
    }))
      shown.push(prompt);
    expect(shown).toMatchObject([{ key, step: "test/step" }]);
    expect(shown[0].prompt).toMatch(/\*\*system\*\*\n\n> You are calm\.\n\n\*\*user\*\*\n\n> What now\?/);
    expect(shown[0].prompt).toContain('>     "title"');
    await expect(async () => {
      for await (const _ of showBatch(inFolder("batches", file), { store: inFolder("another") }));
    }).rejects.toThrow(TeachwhyError);
  });
});

it("a writer that was killed leaves no batch file, and the next one writes it", async () => {
  const options = { directory: inFolder("batches"), store: inFolder("store"), run: "r" };
  const killed = createBatchWriter(options);
  const models = { teacher: "offline:me" };
  const session = await openSession({ store: inFolder("store"), run: "r", models, park: killed.park });
  // As many as are written before it is closed.
  const asked = Array.from({ length: 100 }, (_, ordinal) => session.ask(request({ ordinal })));
  const [{ key }] = await Promise.all(asked);
  await session.close();
  expect(readdirSync(inFolder("batches"))).toContainEqual(expect.stringMatching(/\.jsonl\.partial$/));
  expect(readdirSync(inFolder("batches")).filter((name) => name.endsWith(".jsonl"))).toEqual([]);

  expect(await ask("offline:me", request())).toMatchObject({ kind: "pending", key });
  const [file] = readdirSync(inFolder("batches")).filter((name) => name.endsWith(".jsonl"));
  expect(JSON.parse(readFileSync(inFolder("batches", file), "utf8"))).toMatchObject({ custom_id: key });
  // A killed one would not come here; its files have been taken over.
  await killed.close().catch(() => {});
});

it("a store that is not there is told, and not made", async () => {
  const store = inFolder("strore");
  writeFileSync(inFolder("answers.jsonl"), JSON.stringify({ custom_id: "a", text: "Yes." }));
  const told = { code: "no-store", next: expect.stringContaining("--store") };
  await expect(importAnswers([inFolder("answers.jsonl")], { store })).rejects.toMatchObject(told);
  await expect(batchStatus(inFolder(), store)).rejects.toMatchObject(told);
  await expect(showBatch(inFolder("answers.jsonl"), { store }).next()).rejects.toMatchObject(told);
  expect(readdirSync(inFolder())).toEqual(["answers.jsonl"]);
});

it("a store of batches that is damaged says what it would mean to do without it", () => {
  mkdirSync(inFolder("store"));
  writeFileSync(inFolder("store", "batches.db"), "no database ".repeat(99));
  const options = { directory: inFolder("batches"), store: inFolder("store"), run: "r" };
  expect(() => createBatchWriter(options)).toThrow(
    expect.objectContaining({ code: "store-damaged", next: expect.stringContaining("written anew") }),
  );
});

it("an offline model says what it is for when it is called", async () => {
  const models = { teacher: "offline:me" };
  const session = await openSession({ store: inFolder("store"), run: "r", models });
  await expect(session.ask(request())).rejects.toMatchObject({ code: "offline-model" });
  await session.close();
});

it("a model that sends no requests cannot be written to a batch", async () => {
  const { registerKind } = await import("../index.ts");
  const model = { specificationVersion: "v3", provider: "here", modelId: "m", supportedUrls: {} } as never;
  registerKind("here", async () => ({ id: "m", model }), { free: true });
  await expect(ask("here:m", request())).rejects.toMatchObject({ code: "no-batch" });
});
