// A real model in this process. Where it cannot be had, the tests are skipped and say why.
import { mkdirSync, writeFileSync } from "node:fs";
import type { LanguageModelV3CallOptions } from "@ai-sdk/provider";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type OpenedModel, openModel, openSession } from "../src/models/index.ts";
import { env, file, installSmallModel } from "./fixtures/gguf/install-small-model.ts";
import { useTemporaryFolder } from "./fixtures/store/temporary-folder.ts";

const missing = await installSmallModel();
if (missing) process.stderr.write(`Models in GGUF files are not tested: ${missing}\n`);

const inFolder = useTemporaryFolder();
const say = (text: string, more: Partial<LanguageModelV3CallOptions> = {}): LanguageModelV3CallOptions => ({
  prompt: [{ role: "user", content: [{ type: "text", text }] }],
  maxOutputTokens: 24,
  ...more,
});

describe.skipIf(missing !== undefined)("a model in a GGUF file", () => {
  let opened: OpenedModel;
  const textOf = async (call: LanguageModelV3CallOptions) => {
    const { content, ...result } = await opened.model.doGenerate(call);
    return { ...result, text: content.map((part) => (part.type === "text" ? part.text : "")).join("") };
  };
  beforeAll(async () => {
    opened = await openModel(`gguf:${file}?context=1024`, { env });
  });

  it("answers, counts its tokens and says how fast it was", async () => {
    await textOf(say("Hello."));
    const begin = performance.now();
    const { text, usage, finishReason } = await textOf(
      say("Tell a story.", { maxOutputTokens: 64, seed: 1 }),
    );
    const seconds = (performance.now() - begin) / 1000;
    process.stdout.write(`${((usage.outputTokens.total ?? 0) / seconds).toFixed(1)} tokens/s\n`);
    expect(text).toMatch(/[a-z]{3}/);
    expect(usage.inputTokens.total).toBeGreaterThan(3);
    expect(usage.outputTokens.total).toBe(64);
    expect(finishReason.unified).toBe("length");
  });

  it("says the same for the same seed, whatever was asked between, and else another thing", async () => {
    const once = await textOf(say("Name a fruit.", { seed: 7 }));
    await textOf(say("Name a fruit and a tree.", { seed: 3 }));
    expect((await textOf(say("Name a fruit.", { seed: 7 }))).text).toBe(once.text);
    const others = await Promise.all([8, 9, 10].map((seed) => textOf(say("Name a fruit.", { seed }))));
    expect(others.some(({ text }) => text !== once.text)).toBe(true);
  });

  it("takes a history with a system prompt, and stops where it is told", async () => {
    const call = say("", { temperature: 0, stopSequences: [","], maxOutputTokens: 40 });
    call.prompt = [
      { role: "system", content: "You count." },
      { role: "user", content: [{ type: "text", text: "Count to five, with commas." }] },
      { role: "assistant", content: [{ type: "text", text: "1, 2, 3, 4, 5" }] },
      { role: "user", content: [{ type: "text", text: "Count to five, with commas." }] },
    ];
    const { text, finishReason } = await textOf(call);
    expect(text).not.toContain(",");
    expect(finishReason).toEqual({ unified: "stop", raw: "customStopTrigger" });
  });

  it("streams what it also gives whole", async () => {
    const call = say("Name a fruit.", { seed: 7 });
    const { stream } = await opened.model.doStream(call);
    const parts = [];
    for await (const part of stream as unknown as AsyncIterable<{ type: string; delta?: string }>)
      parts.push(part);
    expect(parts[0]).toMatchObject({ type: "stream-start" });
    expect(parts.at(-1)).toMatchObject({ type: "finish" });
    expect(parts.map(({ delta = "" }) => delta).join("")).toBe((await textOf(call)).text);
  });

  it("ends when it is stopped, and answers the next one", async () => {
    const controller = new AbortController();
    const long = opened.model.doGenerate(
      say("Tell a long story.", { maxOutputTokens: 900, abortSignal: controller.signal }),
    );
    setTimeout(() => controller.abort(new Error("enough")), 50);
    await expect(long).rejects.toThrow("enough");
    expect((await textOf(say("Hello."))).text).not.toBe("");
  });

  it("through a session: JSON by grammar, samples that differ, one call at a time, no cost", async () => {
    const session = await openSession({
      store: inFolder("store"),
      run: "gguf",
      models: { teacher: `gguf:${file}?context=1024&seed=1&maxTokens=120` },
      context: { env },
      concurrency: 8,
    });
    const schema = z.object({ name: z.string().max(40), age: z.int(), kind: z.enum(["cat", "dog"]) });
    const messages = [{ role: "user" as const, content: "Describe an animal." }];
    const answers = await Promise.all(
      [0, 1, 2].map((ordinal) =>
        session.ask({ role: "teacher", step: "test/json", messages, schema, ordinal }),
      ),
    );
    expect(session.concurrency().limit).toBe(1);
    for (const answer of answers) {
      // A grammar makes the shape, not an end: a loop inside a string is cut.
      expect(["answered", "truncated"]).toContain(answer.kind);
      expect(answer.costUsd).toBe(0);
    }
    expect(answers.some(({ kind }) => kind === "answered")).toBe(true);
    expect(new Set(answers.map((answer) => ("text" in answer ? answer.text : ""))).size).toBeGreaterThan(1);

    const long = [{ role: "user" as const, content: "word ".repeat(2000) }];
    expect(await session.ask({ role: "teacher", step: "test/long", messages: long })).toMatchObject({
      kind: "failed",
      message: expect.stringMatching(/a prompt of \d+ tokens does not fit into a context of 1024/),
    });
    await session.close();
  });

  it("a file that is cut off is told", async () => {
    mkdirSync(inFolder("models"));
    writeFileSync(inFolder("models", "cut.gguf"), "GGUF\u0003\u0000\u0000\u0000");
    const cut = await openModel(`gguf:${inFolder("models", "cut.gguf")}`, { env });
    await expect(cut.model.doGenerate(say("Hello."))).rejects.toMatchObject({
      code: "gguf",
      message: expect.stringContaining("Cannot load"),
    });
  });
});
