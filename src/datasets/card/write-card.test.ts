import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { type DataRecord, openTokenizer, type Provenance, writeCard, writeRecords } from "../index.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teachwhy-card-"));
  mkdirSync(join(folder, "controls"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const advice = (id: string, provenance: Partial<Provenance> = {}): DataRecord => ({
  kind: "chat",
  id,
  messages: [
    { role: "user", content: "May I sign for her?" },
    { role: "assistant", content: "Ask her first. It is her name.", reasoning_content: "It is hers." },
  ],
  provenance: {
    recipe: "difficult-advice",
    seed: 1,
    domain: "work",
    sections: ["honesty", "care|for others"],
    models: { respond: "openai:teacher" },
    ...provenance,
  },
});

const spent = { calls: 3, inputTokens: 900, outputTokens: 300, usd: 0.0125, unpricedCalls: 0 };
const manifest = {
  format: 1,
  plan: {
    recipe: "difficult-advice",
    constitution: "ab".repeat(32),
    models: { teacher: "openai:teacher?temperature=1" },
    seed: 7,
    variants: [],
    without: ["judge"],
    nearDuplicates: "removed",
    prompts: { "difficult-advice/respond": "0123456789ab" },
  },
  n: 2,
  controls: ["without-reasons"],
  status: "complete",
  message: "All 2 records are there.",
  command: [],
  versions: { teachwhy: "0.1.0", node: "v22" },
  startedAt: "2026-11-24T10:00:00.000Z",
  candidates: 5,
  records: 2,
  rejected: 2,
  failed: 1,
  steps: [
    { step: "respond", in: 5, out: 2, rejected: { "near-duplicate": 2 }, failed: { refused: 1 }, spent },
  ],
  spend: spent,
};

async function recipeFolder(more: object = {}): Promise<void> {
  await writeRecords(join(folder, "records.jsonl"), [advice("a"), advice("b", { domain: "school" })]);
  await writeRecords(join(folder, "controls", "without-reasons.jsonl"), [
    advice("a-control", { control: "without-reasons" }),
  ]);
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, ...more }));
}

test("a recipe's card: front matter for the Hub, then origin, counts, filters, controls, cost and limits", async () => {
  await recipeFolder();
  const path = await writeCard({
    folder,
    constitution: { title: "Who it should be", file: "mine.md", sha256: "ab".repeat(32) },
    steps: { respond: "Answers with the section in view." },
    license: "cc0-1.0",
    limits: ["English only."],
  });
  const card = readFileSync(path, "utf8");
  const [, yaml, text] = card.split(/^---$/m);
  expect(parse(yaml!)).toEqual({
    pretty_name: "Data of the recipe difficult-advice",
    license: "cc0-1.0",
    language: ["en"],
    task_categories: ["text-generation"],
    size_categories: ["n<1K"],
    tags: ["teachwhy", "synthetic", "alignment", "difficult-advice"],
    configs: [
      {
        config_name: "default",
        data_files: [{ split: "train", path: "records.jsonl" }],
        default: true,
      },
      {
        config_name: "without-reasons",
        data_files: [{ split: "train", path: "controls/without-reasons.jsonl" }],
      },
    ],
  });
  for (const line of [
    `From the constitution "Who it should be" (\`mine.md\`, sha256 \`${"ab".repeat(32)}`,
    "| teacher | `openai:teacher?temperature=1` |",
    "| respond | Answers with the section in view. | `openai:teacher` | 5 | 2 | 0.0125 |",
    "| difficult-advice/respond | `0123456789ab` |",
    "without the steps judge",
    "Of 5 candidates 2 became records; 2 items were rejected and 1 failed on the way. Near-duplicates were removed.",
    "| respond | near-duplicate | 2 |",
    "| respond | the call ended: refused | 1 |",
    "| without-reasons | the same records without their reasons | 1 |",
    "| work | 1 |",
    "| care\\|for others | 2 |",
    "Tokens are counted by o200k_base, which is not the student's own tokenizer",
    "3 calls, 900 tokens in and 300 out, 0.0125 USD",
    "- English only.",
  ]) {
    expect(text).toContain(line);
  }
});

test("counts with the student's tokenizer, and says so", async () => {
  await recipeFolder();
  const tokenizer = await openTokenizer("test/fixtures/tokenizer");
  const card = readFileSync(await writeCard({ folder, tokenizer }), "utf8");
  expect(card).toContain(`Tokens are counted by ${tokenizer.name}, without what a chat template adds.`);
  expect(card).not.toContain("approximate");
});

test("a run that did not end well, and prices that nobody knows, show", async () => {
  await recipeFolder({
    status: "stopped-early",
    message: "The keep rate fell below 20%.",
    spend: { ...spent, usd: 0, unpricedCalls: 3 },
  });
  const card = readFileSync(await writeCard({ folder }), "utf8");
  expect(card).toContain("The run is not complete: The keep rate fell below 20%.");
  expect(card).toContain("The price of 3 calls is not known.");
});

test("of a folder without a manifest says what the records say", async () => {
  await writeRecords(join(folder, "part-1.jsonl"), [advice("a")]);
  await writeRecords(join(folder, "part-2.jsonl"), [advice("b")]);
  const card = readFileSync(await writeCard({ folder }), "utf8");
  expect(parse(card.split(/^---$/m)[1]!).configs[0].data_files).toEqual([
    { split: "train", path: ["part-1.jsonl", "part-2.jsonl"] },
  ]);
  expect(card).toContain("| respond | `openai:teacher` |");
  expect(card).not.toContain("## What was left out");
});

test("writes over its own card, and never over somebody else's", async () => {
  await recipeFolder();
  await writeCard({ folder });
  await writeCard({ folder, license: "mit" });
  const path = join(folder, "README.md");
  expect(readFileSync(path, "utf8")).toContain("license: mit");
  writeFileSync(path, "# Mine\n");
  await expect(writeCard({ folder })).rejects.toMatchObject({ code: "file-exists" });
  expect(readFileSync(path, "utf8")).toBe("# Mine\n");
  await writeCard({ folder, force: true });
  expect(readFileSync(path, "utf8")).toContain("# Data of the recipe difficult-advice");
});

test("refuses the wrong constitution and a broken manifest", async () => {
  await recipeFolder();
  const constitution = { title: "Other", file: "other.md", sha256: "cd".repeat(32) };
  await expect(writeCard({ folder, constitution })).rejects.toMatchObject({ code: "other-constitution" });
  writeFileSync(join(folder, "manifest.json"), '{"plan": {}}');
  await expect(writeCard({ folder })).rejects.toMatchObject({ code: "bad-manifest" });
});
