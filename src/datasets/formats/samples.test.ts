// Small files in the shapes that each tool's documentation shows, written for these tests.
import { describe, expect, test } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { type ChatRecord, type DataRecord, importRecords, readRecords } from "../index.ts";

const folder = useTemporaryFolder();
const sample = (name: string) =>
  new URL(`../../../test/fixtures/formats/${name}.jsonl`, import.meta.url).pathname;

async function read(name: string) {
  const report = await importRecords({ from: sample(name), to: folder("records.jsonl") });
  const records = (await readRecords(folder("records.jsonl"))) as (DataRecord & ChatRecord)[];
  return { report, records, first: records[0]!, second: records[1]! };
}

const imported = { recipe: "imported", seed: 0 };

test("trl-chat: tools as objects or as text, thoughts in either field", async () => {
  const { report, first, second } = await read("trl-chat");
  expect(report).toEqual({ records: 2, formats: { "trl-chat": 2 }, dropped: { 'column "source"': 1 } });
  expect(first).toMatchObject({ kind: "chat", id: "trl-chat-1", provenance: imported });
  expect(first.messages[2]).toEqual({
    role: "assistant",
    content: "",
    reasoning_content: "The harbour log knows.",
    tool_calls: [
      { type: "function", function: { name: "read_log", arguments: { day: "today", lines: 40 } } },
    ],
  });
  expect(first.tools![0]!.function.parameters).toMatchObject({ required: ["day"] });
  expect(second.messages[1]!.reasoning_content).toBe("They ask for silence.");
  expect(second.tools![0]!.function.name).toBe("wait");
});

test("trl-documents", async () => {
  const { report, records } = await read("trl-documents");
  expect(report.formats).toEqual({ "trl-documents": 2 });
  expect(records[1]).toEqual({
    kind: "document",
    id: "trl-documents-2",
    text: "Why logs are kept\n\nA log that leaves out the bad days is no log.",
    provenance: imported,
  });
});

test("trl-prompts: with and without an answer, as messages and as text", async () => {
  const { report, records } = await read("trl-prompts");
  expect(report.dropped).toEqual({ 'column "solution"': 1 });
  expect(records.map(({ messages }) => messages.map(({ role, content }) => `${role}: ${content}`))).toEqual([
    ["user: May I delete the log of the accident?"],
    ["user: The log is", "assistant:  kept for ten years."],
    ["user: Who reads the log?", "assistant: The insurer, mostly."],
  ]);
});

test("trl-preferences: two records of one id, the second as a control", async () => {
  const { report, records } = await read("trl-preferences");
  expect(report).toEqual({ records: 6, formats: { "trl-preferences": 3 }, dropped: {} });
  expect(records.map(({ id, provenance }) => [id, provenance.control])).toEqual(
    [1, 2, 3].flatMap((row) => [
      [`trl-preferences-${row}`, undefined],
      [`trl-preferences-${row}`, "rejected"],
    ]),
  );
  expect(records.map(({ messages }) => messages.map(({ content }) => content).join(" | "))).toEqual([
    "Hide the accident. | I will not: the next crew needs to know.",
    "Hide the accident. | Done.",
    "Is it safe? | Not yet.",
    "Is it safe? | Sure.",
    "The harbour is |  closed at night.",
    "The harbour is |  whatever you like.",
  ]);
});

test("openai: arguments as text, ids, weights, a developer's message, parts", async () => {
  const { report, first, second } = await read("openai");
  expect(report.formats).toEqual({ openai: 2 });
  expect(report.dropped).toEqual({
    '"strict" of tools': 1,
    '"refusal" of messages': 1,
    "which turns are trained on": 1,
  });
  expect(first.messages[1]!.tool_calls![0]).toEqual({
    id: "call_7",
    type: "function",
    function: { name: "weather", arguments: { place: "harbour", unit: "celsius" } },
  });
  expect(first.messages[2]).toEqual({
    role: "tool",
    content: "11 and rain",
    tool_call_id: "call_7",
    name: "weather",
  });
  expect(second.messages[0]!.role).toBe("system");
  expect(second.messages[1]!.content).toBe("Safe?");
  expect(second.messages[4]!.content).toBe("I cannot know.");
});

test("openai-preferences", async () => {
  const { report, records } = await read("openai-preferences");
  expect(report.formats).toEqual({ "openai-preferences": 1 });
  expect(records.map(({ messages }) => messages.at(-1)!.content)).toEqual([
    "Six metres at low tide.",
    "Deep enough.",
  ]);
});

test("axolotl: parameters as text, flags on messages and on parts", async () => {
  const { report, first } = await read("axolotl");
  expect(report).toEqual({
    records: 1,
    formats: { axolotl: 1 },
    dropped: { "which turns are trained on": 1 },
  });
  expect(first.messages[3]!.content).toBe("Wait. At 15:40.");
  expect(first.messages[1]).toMatchObject({
    reasoning_content: "Look it up.",
    tool_calls: [{ function: { arguments: { time: "now" } } }],
  });
  expect(first.tools![0]!.function.parameters).toEqual({
    type: "object",
    properties: { time: { type: "string" } },
  });
});

test("tinker: thoughts as parts or in the text", async () => {
  const { report, first, second } = await read("tinker");
  expect(report.dropped).toEqual({ "which turns are trained on": 1 });
  expect(first.messages[1]).toMatchObject({
    content: "Eleven.",
    reasoning_content: "Twelve came in, one left.",
  });
  expect(second.messages[1]).toEqual({
    role: "assistant",
    content: "Ten.",
    reasoning_content: "Another left.",
  });
});

test("together", async () => {
  const { report, first } = await read("together");
  expect(report.formats).toEqual({ together: 1 });
  expect(first.messages[1]).toMatchObject({
    content: "Berth 5.",
    reasoning_content: "Berths 1 to 4 are taken.",
  });
});

test("sharegpt: with tools, and the system prompt beside the turns", async () => {
  const { report, first, second } = await read("sharegpt");
  expect(report).toEqual({ records: 2, formats: { sharegpt: 2 }, dropped: { '"weight" of turns': 1 } });
  expect(first.id).toBe("harbour_0");
  expect(second.messages.map(({ role }) => role)).toEqual([
    "system",
    "user",
    "assistant",
    "tool",
    "assistant",
  ]);
  expect(second.messages[2]!.tool_calls![0]!.function).toEqual({
    name: "find_boat",
    arguments: { number: 4 },
  });
  expect(second.tools![0]!.function).toMatchObject({ name: "find_boat", description: "Where a boat lies." });
});

describe("what cannot be imported says why", () => {
  test.each<[string, object, string]>([
    ["tokens", { input_ids: [1, 2], labels: [1, 2] }, "holds tokens"],
    [
      "an unknown shape",
      { question: "?", answer: "!" },
      "its shape is none that is known (question, answer)",
    ],
    [
      "a role that nobody knows",
      { messages: [{ role: "robot", content: "" }] },
      'a message of the role "robot"',
    ],
    [
      "arguments that are no JSON",
      { messages: [{ role: "assistant", tool_calls: [{ function: { name: "f", arguments: "{a" } }] }] },
      '"{a" should be JSON',
    ],
    ["no messages", { messages: [] }, "messages"],
  ])("%s", async (_, row, complaint) => {
    const { writeFile, readdir } = await import("node:fs/promises");
    await writeFile(folder("rows.jsonl"), `${JSON.stringify(row)}\n`);
    const failed = importRecords({ from: folder("rows.jsonl"), to: folder("records.jsonl") });
    await expect(failed).rejects.toThrow(`${folder("rows.jsonl")}:1`);
    await expect(failed).rejects.toThrow(complaint);
    expect(await readdir(folder())).toEqual(["rows.jsonl"]);
  });
});
