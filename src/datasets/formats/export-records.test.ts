import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyRecord } from "../../../test/fixtures/formats/any-record.ts";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import {
  type DataRecord,
  type ExportPlan,
  exportRecords,
  type FormatName,
  formatName,
  importRecords,
  type Message,
  readRecords,
} from "../index.ts";
import { halfPairLoss } from "./half-pairs.ts";

const folder = useTemporaryFolder();

async function* stream(...records: DataRecord[]): AsyncGenerator<DataRecord> {
  yield* records;
}
const chat = (id: string, answer: string, extra: Partial<Message> = {}): DataRecord => ({
  kind: "chat",
  id,
  messages: [
    { role: "user", content: `Question ${id}?` },
    { role: "assistant", content: answer, ...extra },
  ],
  provenance: { recipe: "difficult-advice", seed: 1, costUsd: 0.01 },
});
const document = (id: string): DataRecord => ({
  kind: "document",
  id,
  text: `Document ${id}.`,
  provenance: { recipe: "stories", seed: 1 },
});
const lines = (name: string) =>
  readFileSync(folder(name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const exported = (plan: Partial<ExportPlan> & { format: FormatName }) =>
  exportRecords({ from: stream(), to: folder("out.jsonl"), ...plan });

test("what was dropped is counted by record, what was left out too", async () => {
  const report = await exported({
    format: "openai",
    from: stream(
      chat("1", "No.", { reasoning_content: "It harms the crew." }),
      chat("2", "No."),
      document("3"),
    ),
  });
  expect(report).toEqual({
    records: 2,
    leftOut: 1,
    dropped: { thoughts: 1, id: 2, provenance: 2, "documents, which have no messages": 1 },
    files: [folder("out.jsonl")],
  });
  expect(lines("out.jsonl")[0]).toEqual({
    messages: [
      { role: "user", content: "Question 1?" },
      { role: "assistant", content: "No." },
    ],
  });
});

test("half a surrogate pair becomes U+FFFD, which is counted: Python's readers fail at it", async () => {
  const report = await exported({ format: "trl-chat", from: stream(chat("1", "a\ud800b"), chat("2", "🙂")) });
  expect(report.dropped).toEqual({ [halfPairLoss]: 1 });
  expect(readFileSync(folder("out.jsonl"), "utf8")).not.toContain("\\ud800");
  expect(lines("out.jsonl")[1].messages[1].content).toBe("🙂");
});

test("only the turns that are to be trained on are said to be", async () => {
  const turns = ["First?", "First.", "And?", "Last."];
  const long: DataRecord = {
    kind: "chat",
    id: "1",
    messages: turns.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content })),
    provenance: { recipe: "generic", seed: 1 },
  };
  const flags = async (format: FormatName, flag: string) => {
    await exported({ format, from: stream(long), options: { trainOn: "last-turn" } });
    return lines("out.jsonl")[0].messages.map((message: Record<string, unknown>) => message[flag]);
  };
  expect(await flags("openai", "weight")).toEqual([undefined, 0, undefined, 1]);
  expect(await flags("together", "weight")).toEqual([undefined, 0, undefined, 1]);
  expect(await flags("axolotl", "train")).toEqual([false, false, false, true]);
  expect(await flags("tinker", "trainable")).toEqual([false, false, false, true]);
});

describe("through a file and back", () => {
  test.each<[FormatName, string]>([
    ["records", "parquet"],
    ["records", "jsonl.gz"],
    ["trl-chat", "parquet"],
    ["trl-chat", "jsonl"],
    ["trl-documents", "parquet"],
    ["trl-prompts", "parquet"],
    ["axolotl", "jsonl"],
  ])("%s as %s", async (format, ending) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRecord, { maxLength: 3 }), async (records) => {
        const to = folder(`out.${ending}`);
        const report = await exported({ format, from: stream(...records), to });
        fc.pre(Object.keys(report.dropped).length === 0);
        await importRecords({ from: to, to: folder("back.jsonl") });
        // Formats with ids name the tool of an answer; the contract's tests look at that.
        const withoutNames = (all: unknown) =>
          JSON.parse(JSON.stringify(all), (key, value) => (key === "name" ? undefined : value));
        expect(withoutNames(await readRecords(folder("back.jsonl")))).toEqual(withoutNames(records));
      }),
      { numRuns: 15 },
    );
  });
});

describe("pairs", () => {
  test("are made by id, whatever the order, and what has no counterpart is counted", async () => {
    const chosen = ["1", "2", "3", "4"].map((id) => chat(id, "No, because the crew would not know."));
    const rejected = ["3", "1", "2", "9"].map((id) => chat(id, "Done."));
    const report = await exported({
      format: "trl-preferences",
      from: stream(...chosen),
      rejected: stream(...rejected),
    });
    expect(report).toMatchObject({ records: 3, leftOut: 2, dropped: { "records without a counterpart": 2 } });
    const rows = lines("out.jsonl");
    expect(rows.map(({ id }) => id).sort()).toEqual(["1", "2", "3"]);
    expect(rows.find(({ id }) => id === "2")).toEqual({
      prompt: [{ role: "user", content: "Question 2?" }],
      chosen: [{ role: "assistant", content: "No, because the crew would not know." }],
      rejected: [{ role: "assistant", content: "Done." }],
      id: "2",
      provenance: JSON.stringify(chosen[0]!.provenance),
      rejected_provenance: JSON.stringify(chosen[0]!.provenance),
    });
  });

  test("are made of a record and the control that a recipe made beside it", async () => {
    const control = { ...chat("1", "No."), id: "1-without-reasons" };
    control.provenance = { ...control.provenance, control: "without-reasons", parents: ["1"] };
    const report = await exported({
      format: "trl-preferences",
      from: stream(chat("1", "No, because the crew would not know.")),
      rejected: stream(control),
    });
    expect(report).toMatchObject({ records: 1, leftOut: 0 });
  });

  test("need a second set, and ids that stand once", async () => {
    await expect(exported({ format: "trl-preferences" })).rejects.toThrow("needs two sets");
    await expect(
      exported({
        format: "openai-preferences",
        from: stream(chat("1", "a"), chat("1", "b")),
        rejected: stream(),
      }),
    ).rejects.toThrow('The id "1" stands twice in the chosen records');
    expect(readdirSync(folder())).toEqual([]);
  });

  test("of the same record, or of different prompts, are left out", async () => {
    const report = await exported({
      format: "trl-preferences",
      from: stream(chat("1", "No."), chat("2", "No.")),
      rejected: stream(chat("1", "No."), { ...chat("3", "Yes."), id: "2" }),
    });
    expect(report.dropped).toMatchObject({
      "pairs of the same record twice": 1,
      "pairs whose prompts differ": 1,
    });
  });
});

test("tokens: what is not trained on has the label -100, and records that train nothing are left out", async () => {
  const mask = (record: DataRecord) => ({
    ids: [7, 8, 9],
    supervised: [false, record.id === "1", record.id === "1"],
  });
  const report = await exported({
    format: "trl-tokens",
    from: stream(chat("1", "No."), document("2")),
    options: { mask, lineage: false },
  });
  expect(lines("out.jsonl")).toEqual([{ input_ids: [7, 8, 9], labels: [-100, 8, 9] }]);
  expect(report).toMatchObject({ leftOut: 1, dropped: { "records without a token that is trained on": 1 } });
  await expect(exported({ format: "trl-tokens", from: stream(document("1")) })).rejects.toThrow("tokenizer");
});

describe("a Hugging Face folder", () => {
  const write = (plan: Partial<ExportPlan>) =>
    exported({ format: "huggingface", to: folder("set"), ...plan });
  const card = "---\nlicense: cc0-1.0 # ours\ntags:\n  - alignment\n---\n# The card\n";

  test("of one kind: shards with their number, and a card that names them", async () => {
    const report = await write({
      from: stream(...["1", "2", "3", "4", "5"].map((id) => chat(id, "No."))),
      recordsPerShard: 2,
      card,
    });
    const shards = [0, 1, 2].map((shard) => folder(`set/data/train-0000${shard}-of-00003.parquet`));
    expect(report.files).toEqual([folder("set/README.md"), ...shards]);
    for (const file of shards) expect(existsSync(file)).toBe(true);
    expect(readFileSync(folder("set/README.md"), "utf8")).toBe(
      "---\nlicense: cc0-1.0 # ours\ntags:\n  - alignment\nconfigs:\n  - config_name: default\n    data_files:\n" +
        "      - split: train\n        path: data/train-*\n---\n# The card\n",
    );
    await importRecords({ from: folder("set"), to: folder("back.jsonl") });
    expect((await readRecords(folder("back.jsonl"))).map(({ id }) => id)).toEqual(["1", "2", "3", "4", "5"]);
  });

  test("of both kinds: a configuration each, because their columns differ", async () => {
    await write({ from: stream(chat("1", "No."), document("2"), chat("3", "No.")) });
    expect(readFileSync(folder("set/README.md"), "utf8")).toContain("config_name: documents");
    const report = await importRecords({
      from: folder("set"),
      format: "huggingface",
      to: folder("back.jsonl"),
    });
    expect(report.formats).toEqual({ "trl-chat": 2, "trl-documents": 1 });
  });

  test("appears whole or not at all, and never among other files", async () => {
    async function* failing() {
      yield chat("1", "No.");
      throw new Error("The teacher is gone.");
    }
    await expect(write({ from: failing() })).rejects.toThrow("The teacher is gone.");
    expect(readdirSync(folder())).toEqual([]);
    mkdirSync(folder("set"));
    writeFileSync(folder("set/other.txt"), "");
    await expect(write({ from: stream(chat("1", "No.")) })).rejects.toThrow("is not empty");
  });

  test("takes the place of an earlier export, and never of anything else", async () => {
    await write({ from: stream(chat("1", "No.")) });
    await write({ from: stream(chat("2", "Yes.")), replace: true });
    writeFileSync(folder("set/data/thesis.txt"), "");
    await expect(write({ from: stream(chat("3", "No.")), replace: true })).rejects.toThrow(
      "holds data/thesis.txt, which no export has written",
    );
    expect(readdirSync(folder("set/data"))).toContain("thesis.txt");
  });
});

describe("what cannot be says what can", () => {
  test("an unknown format", () => {
    expect(() => formatName("open-ai")).toThrow('Unknown format "open-ai". Did you mean "openai"?');
    expect(formatName("huggingface")).toBe("huggingface");
  });

  test("options that a format does not have", async () => {
    await expect(exported({ format: "trl-chat", options: { trainOn: "last-turn" } })).rejects.toThrow(
      'The format "trl-chat" has no option "trainOn"',
    );
    await expect(exported({ format: "openai", options: { reasoning: "thinking" } })).rejects.toThrow(
      '"openai" cannot put thoughts at "thinking"',
    );
  });

  test("a format without a Parquet form", async () => {
    await expect(exported({ format: "sharegpt", to: folder("a.parquet") })).rejects.toThrow(
      "no Parquet form",
    );
  });
});
