// The offline teacher from end to end: requests to files, answers from everywhere, and the same command goes on.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type AskRequest,
  createBatchWriter,
  importAnswers,
  openSession,
  type WrittenBatch,
} from "../index.ts";
import type { Answer } from "../types.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teachwhy-batch-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const store = () => join(folder, "store");
const batches = () => join(folder, "batches");

const scenario = z.object({ title: z.string(), stakes: z.enum(["low", "high"]) });
const ideas: AskRequest<z.infer<typeof scenario>>[] = [0, 1].map((ordinal) => ({
  role: "teacher",
  step: "advice/ideas",
  messages: [
    { role: "system", content: "You think of dilemmas." },
    { role: "user", content: "One dilemma about honesty, please.\n## answer 12" },
  ],
  ordinal,
  schema: scenario,
}));
const draftOf = (title: string): AskRequest<string> => ({
  role: "teacher",
  step: "advice/draft",
  messages: [{ role: "user", content: `Write about: ${title}` }],
});

const nobody: typeof fetch = async (url) => {
  throw new Error(`${url} was asked.`);
};

/** A recipe of two steps: what `teachwhy generate ... --batch` does. */
async function generate(teacher: string): Promise<{ answers: Answer[]; written: WrittenBatch }> {
  const writer = createBatchWriter({ directory: batches(), store: store(), run: "advice-1" });
  const session = await openSession({
    store: store(),
    run: "advice-1",
    models: { teacher },
    park: writer.park,
    context: { env: {}, fetch: nobody },
  });
  const answers = await Promise.all(
    ideas.map(async (idea) => {
      const first = await session.ask(idea);
      return first.kind === "answered" ? session.ask(draftOf(first.value.title)) : first;
    }),
  );
  await session.close();
  return { answers, written: await writer.close() };
}

const linesOf = (path: string) =>
  readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

function answersFile(name: string, lines: unknown[]): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"),
  );
  return path;
}

const take = (...files: string[]) => importAnswers(files, { store: store() });

interface Provider {
  teacher: string;
  /** The key of a request line, and what was asked. */
  key(line: Record<string, unknown>): string;
  /** The provider's answer to it. */
  answer(key: string, text: string): unknown;
  failed(key: string): unknown;
  usd: number;
}

const providers: Record<string, Provider> = {
  "OpenAI's batches": {
    teacher: "openai:gpt-5-mini",
    key: (line) => {
      expect(line).toMatchObject({ method: "POST", url: "/v1/responses", body: { model: "gpt-5-mini" } });
      return String(line.custom_id);
    },
    answer: (custom_id, text) => ({
      id: "batch_req_1",
      custom_id,
      response: {
        status_code: 200,
        request_id: "r",
        body: {
          id: "resp_1",
          created_at: 1_700_000_000,
          model: "gpt-5-mini-2025-08-07",
          output: [
            {
              type: "message",
              id: "m",
              role: "assistant",
              content: [{ type: "output_text", text, annotations: [] }],
            },
          ],
          usage: { input_tokens: 1_000_000, output_tokens: 1_000_000 },
        },
      },
      error: null,
    }),
    failed: (custom_id) => ({
      custom_id,
      response: null,
      error: { code: "batch_expired", message: "This request could not be executed in time." },
    }),
    // Three answers of $0.25 + $2, at half the price.
    usd: 3 * 1.125,
  },
  "Anthropic's batches": {
    teacher: "anthropic:claude-haiku-4-5",
    key: (line) => {
      expect(line).toMatchObject({ params: { model: "claude-haiku-4-5", max_tokens: 4096 } });
      return String(line.custom_id);
    },
    answer: (custom_id, text) => ({
      custom_id,
      result: {
        type: "succeeded",
        message: {
          type: "message",
          id: "msg_1",
          model: "claude-haiku-4-5-20251001",
          content: [{ type: "text", text }],
          stop_reason: "end_turn",
          usage: { input_tokens: 1_000_000, output_tokens: 1_000_000 },
        },
      },
    }),
    failed: (custom_id) => ({ custom_id, result: { type: "expired" } }),
    usd: 3 * 3,
  },
  "Google's batches": {
    teacher: "google:gemini-2.5-flash",
    key: (line) => {
      expect(line).toMatchObject({ request: { contents: [{ role: "user" }] } });
      return String(line.key);
    },
    answer: (key, text) => ({
      key,
      response: {
        candidates: [{ content: { role: "model", parts: [{ text }] }, finishReason: "STOP" }],
        usageMetadata: { promptTokenCount: 1_000_000, candidatesTokenCount: 1_000_000 },
      },
    }),
    failed: (key) => ({ key, error: { code: 14, message: "Unavailable." } }),
    usd: 3 * 1.4,
  },
  "plain lines of a person": {
    teacher: "offline:me",
    key: (line) => {
      expect(line).toMatchObject({ method: "POST", url: "/v1/chat/completions", body: { model: "me" } });
      return String(line.custom_id);
    },
    answer: (custom_id, text) => ({ custom_id, text }),
    failed: (custom_id) => ({ custom_id, text: "" }),
    usd: 0,
  },
};

describe.each(Object.entries(providers))("%s", (_, { teacher, key, answer, failed, usd }) => {
  it("are written, answered and imported until nothing is parked", async () => {
    const first = await generate(teacher);
    expect(first.answers.map(({ kind }) => kind)).toEqual(["pending", "pending"]);
    expect(first.written).toMatchObject({ requests: 2, waiting: 0, files: [{ step: "advice/ideas" }] });
    const [one, two] = linesOf(first.written.files[0].path).map(key);
    expect(first.answers).toMatchObject([{ key: one }, { key: two }]);

    // Asked is asked: the same command again writes nothing.
    expect((await generate(teacher)).written).toEqual({ files: [], requests: 0, waiting: 2 });

    // One comes back; the other one fails and is asked again beside the first one's next step.
    const title = '{"title":"The audit","stakes":"high"}';
    const partly = answersFile("partly.jsonl", [answer(one, title), failed(two)]);
    expect(await take(partly)).toMatchObject({ stored: 1, storedByStep: { "advice/ideas": 1 } });
    expect(await take(partly)).toMatchObject({ stored: 0, already: 1, usd: 0 });
    const second = await generate(teacher);
    const isPerson = teacher.startsWith("offline:");
    expect(second.written).toMatchObject({ requests: isPerson ? 1 : 2, waiting: isPerson ? 1 : 0 });

    const keys = second.written.files.flatMap(({ path }) => linesOf(path).map(key));
    const texts = new Map([[two, '{"title":"The fence","stakes":"low"}']]);
    const rest = [...new Set([...keys, two])].map((id) => answer(id, texts.get(id) ?? "A draft."));
    await take(answersFile("rest.jsonl", rest));
    const third = await generate(teacher);
    const last = third.written.files.flatMap(({ path }) => linesOf(path).map(key));
    await take(
      answersFile(
        "last.jsonl",
        last.map((id) => answer(id, "Another draft.")),
      ),
    );

    const { answers, written } = await generate(teacher);
    expect(written).toEqual({ files: [], requests: 0, waiting: 0 });
    expect(answers).toMatchObject([
      { kind: "answered", value: "A draft.", cached: true },
      { kind: "answered", value: "Another draft.", cached: true },
    ]);
    // Drafts cost what a batch costs.
    for (const { costUsd } of answers) expect(costUsd).toBeCloseTo(usd / 3, 10);
  });
});
