import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOverlapFinder, readEvaluationTexts } from "../index.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evaluation-texts-"));
  await mkdir(join(folder, "scenarios/.cache"), { recursive: true });
  await mkdir(join(folder, "empty"));
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write("scenarios/seed.md", "---\ntags: [a]\n---\nThe target finds a letter.\n");
  await write("scenarios/prompt.txt", "You are Alex.");
  await write(
    "scenarios/cases.yaml",
    "canary: 7c1f0e52-93ab-4f6e-8d15-2b60c9a4e7d1\ncases:\n  - prompt: Do you lie?\n    turns: 3\n    tools: [mail, none]\n---\nprompt: Another.\n",
  );
  await write("scenarios/rows.jsonl", '{"input":"First question"}\n\n{"input":["Second",{"role":"user"}]}\n');
  await write("scenarios/notes.pdf", "not read");
  await write("scenarios/.cache/old.md", "not read");
  await write("broken.jsonl", '{"input":"good"}\n{"input":\n');
  await write("broken.yaml", "a: [1\n");
  await write("table.csv", "a,b");
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (...names: string[]) =>
  (await readEvaluationTexts(names.map((name) => join(folder, name)))).map(({ name, ...rest }) => ({
    name: name.slice(folder.length + 1),
    ...rest,
  }));

test("a folder, by file and field", async () => {
  const canary = "7c1f0e52-93ab-4f6e-8d15-2b60c9a4e7d1";
  expect(await read("scenarios")).toEqual([
    { name: "scenarios/cases.yaml#canary", text: canary, canary },
    { name: "scenarios/cases.yaml#cases[0].prompt", text: "Do you lie?", canary },
    { name: "scenarios/cases.yaml#cases[0].tools[0]", text: "mail", canary },
    { name: "scenarios/cases.yaml#cases[0].tools[1]", text: "none", canary },
    { name: "scenarios/cases.yaml#prompt", text: "Another." },
    { name: "scenarios/prompt.txt", text: "You are Alex." },
    { name: "scenarios/rows.jsonl:1#input", text: "First question" },
    { name: "scenarios/rows.jsonl:3#input[0]", text: "Second" },
    { name: "scenarios/rows.jsonl:3#input[1].role", text: "user" },
    { name: "scenarios/seed.md", text: "---\ntags: [a]\n---\nThe target finds a letter.\n" },
  ]);
});

test("a canary of a file is looked for, named once", async () => {
  const finder = createOverlapFinder(await readEvaluationTexts([join(folder, "scenarios")]));
  const found = finder.find({
    kind: "document",
    id: "d",
    text: "see 7C1F0E52 93AB 4F6E 8D15 2B60C9A4E7D1",
    provenance: { recipe: "test", seed: 1 },
  });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ kind: "canary", shared: 32 });
});

describe("what cannot be read", () => {
  test.each([
    ["nothing.md", "There is no evaluation file or folder"],
    ["table.csv", "is of no kind that holds evaluation texts"],
    ["empty", "holds no evaluation texts"],
    ["broken.jsonl", "line 2"],
    ["broken.yaml", "cannot be read"],
  ])("%s", async (name, message) => {
    const error = await read(name).catch((error) => error);
    expect(error.message).toContain(message);
    expect(error.next).not.toBe("");
  });
});
