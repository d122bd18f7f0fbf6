import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type DataRecord,
  formatNames,
  readRecords,
  superviseNames,
  writeRecords,
} from "../../datasets/index.ts";
import { runCli } from "../index.ts";

let folder: string;
const at = (name: string) => join(folder, name);
const student = ["--tokenizer", "test/fixtures/tokenizer", "--template", "qwen-3-like"];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "teachwhy-data-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function data(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += text;
      return true;
    }),
  );
  try {
    return { status: await runCli(["data", ...args]), ...said };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

const subjects = [
  "the lease",
  "a reference",
  "two invoices",
  "an old promise",
  "the shared kitchen",
  "a late train",
];

function advice(index: number, thought?: string): DataRecord {
  const about = subjects[index % subjects.length]!;
  return {
    kind: "chat",
    id: `case-${index}`,
    messages: [
      { role: "user", content: `Number ${index}: what should I do about ${about}?` },
      {
        role: "assistant",
        content: `Say plainly what you know about ${about}, because ${index} people rely on it.${" Wait a day.".repeat(index % 7)}`,
        ...(thought !== undefined && { reasoning_content: thought }),
      },
    ],
    provenance: {
      recipe: "difficult-advice",
      seed: 1,
      domain: index % 2 ? "work" : "home",
      sections: ["honesty"],
    },
  };
}

const thoughtful = (number: number) =>
  Array.from({ length: number }, (_, index) => advice(index, `What would case ${index} look like to them?`));

describe("show", () => {
  test("prints records, and no control character of theirs", async () => {
    const record = advice(0, "Look.\u001b[2J");
    await writeRecords(at("a.jsonl"), [record, advice(1)]);
    const { status, stdout } = await data("show", at("a.jsonl"), "--record", "case-0");
    expect(status).toBe(0);
    expect(stdout).toBe(
      "1  case-0  difficult-advice · home · from honesty\n  user\n    Number 0: what should I do about the lease?\n" +
        "  assistant\n    (thinks) Look.\\u001b[2J\n    Say plainly what you know about the lease, because 0 people rely on it.\n\n",
    );
    expect(JSON.parse((await data("show", at("a.jsonl"), "--range", "1", "--json")).stdout)).toEqual(record);
  });

  test("draws records by seed", async () => {
    await writeRecords(at("a.jsonl"), thoughtful(50));
    const ids = async (seed: string) =>
      (await data("show", at("a.jsonl"), "--random", "3", "--seed", seed, "--json")).stdout.match(
        /case-\d+/g,
      );
    expect(await ids("1")).toHaveLength(3);
    expect(await ids("1")).toEqual(await ids("1"));
    expect(await ids("1")).not.toEqual(await ids("2"));
  });

  test.each([
    [["--record", "case-9"], 'has no record "case-9" among its 2'],
    [["--range", "5-9"], "has 2 records; the range begins at 5"],
    [["--range", "0"], "Expected positions as 10-20"],
    [["--range", "9-3"], "Expected positions as 10-20"],
  ])("%j is an error that helps", async (args, message) => {
    await writeRecords(at("a.jsonl"), thoughtful(2));
    const { status, stderr } = await data("show", at("a.jsonl"), ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  test("a file that is not there, and one that is no data", async () => {
    expect((await data("show", at("nowhere.jsonl"))).stderr).toContain("There is no file or folder");
    writeFileSync(at("b.jsonl"), "hello\n");
    const { status, stderr } = await data("show", at("b.jsonl"));
    expect(status).toBe(2);
    expect(stderr).toContain("b.jsonl:1 is not a record");
  });
});

test("stats counts, groups and finds near-duplicates", async () => {
  const records = [...thoughtful(4), { ...advice(0, "What would case 0 look like to them?"), id: "again" }];
  await writeRecords(at("a.jsonl"), records);
  const { stdout } = await data("stats", at("a.jsonl"));
  expect(stdout).toMatch(/^records +5 \(5 chats, 0 documents\)$/m);
  expect(stdout).toMatch(/^tokens +\d+ \(o200k_base, approximate, text only\)$/m);
  expect(stdout).toMatch(/^near-duplicates +1 \(20\.0%\)$/m);
  expect(stdout).toMatch(/^ {2}work +2 +\d+$/m);
  const json = JSON.parse(
    (await data("stats", at("a.jsonl"), "--json", "--no-near-duplicates", ...student)).stdout,
  );
  expect(json).toMatchObject({
    records: 5,
    countedWith: { exact: true, template: "qwen-3-like" },
    thoughts: { turns: 5, withThought: 5 },
    by: { domain: { home: { records: 3 }, work: { records: 2 } } },
  });
  expect(json).not.toHaveProperty("nearDuplicates");
});

describe("mask", () => {
  test("draws between brackets what is trained on", async () => {
    await writeRecords(at("a.jsonl"), thoughtful(2));
    const { status, stdout } = await data(
      "mask",
      at("a.jsonl"),
      ...student,
      "--record",
      "case-1",
      "--supervise",
      "answer",
    );
    expect(status).toBe(0);
    expect(stdout).toContain(
      "</think>\n\n[Say plainly what you know about a reference, because 1 people rely on it. Wait a day.<|im_end|>]",
    );
    expect(stdout).toContain("All records can be trained on.");
  });

  test("exits with 1 where records are refused, and says which and what to do", async () => {
    await writeRecords(at("a.jsonl"), [...thoughtful(1), advice(1), advice(2)]);
    const { status, stdout } = await data("mask", at("a.jsonl"), ...student, "--html", at("mask.html"));
    expect(status).toBe(1);
    expect(stdout).toContain("refused: 2 records, empty-think-block");
    expect(stdout).toContain("case-1, case-2");
    expect(stdout).toContain("Supervise only the answer");
    expect(readFileSync(at("mask.html"), "utf8")).toContain("<mark>&lt;think&gt;\nWhat would case 0");
    const json = JSON.parse(
      (await data("mask", at("a.jsonl"), ...student, "--json", "--record", "case-0")).stdout,
    );
    expect(json.record.ids.length).toBe(json.record.supervised.length);
  });

  test("exits with 1 where there is nothing to train on", async () => {
    writeFileSync(at("empty.jsonl"), "");
    const { status, stdout } = await data("mask", at("empty.jsonl"), ...student);
    expect(status).toBe(1);
    expect(stdout).toContain("The set is empty");
  });

  test("without the student's files it is said to be near only", async () => {
    await writeRecords(at("a.jsonl"), thoughtful(1));
    const { stdout } = await data("mask", at("a.jsonl"), "--template", "chatml");
    expect(stdout).toContain("note: o200k_base is not the student's tokenizer");
    expect(stdout).toContain("note: 1 with a thought that the template leaves out");
    expect((await data("mask", at("a.jsonl"))).stdout).toContain("no-template");
  });

  test("its help knows every setting", async () => {
    const { stdout } = await data("mask", "--help");
    for (const name of superviseNames) expect(stdout).toContain(`"${name}"`);
  });
});

test("mix writes tokens by weight, says how often a record stands, and is the same for a seed", async () => {
  await writeRecords(at("a.jsonl"), thoughtful(60));
  await writeRecords(at("b.jsonl"), thoughtful(3));
  const args = [
    "mix",
    `${at("a.jsonl")}:0.5`,
    `${at("b.jsonl")}:0.5`,
    "--tokens",
    "1k",
    "--seed",
    "4",
    "--out",
  ];
  const small = await data(...args, at("mix.jsonl"));
  expect(small.status).toBe(2);
  expect(small.stderr).toMatch(/b\.jsonl holds \d+ tokens, 500 are asked for.*\n.*--repeat \d/);
  expect(existsSync(at("mix.jsonl"))).toBe(false);
  const { status, stdout } = await data(...args, at("mix.jsonl"), "--repeat", "9");
  expect(status).toBe(0);
  expect(stdout).toMatch(/b\.jsonl +50\.0% +\d+\.\d% +\d+ +\d+ +\d times, \d of them once more/);
  await data(...args, at("mix-2.jsonl"), "--repeat", "9");
  expect(readFileSync(at("mix-2.jsonl"), "utf8")).toBe(readFileSync(at("mix.jsonl"), "utf8"));
});

test("balance leaves as many tokens in each domain, and says what was missing", async () => {
  await writeRecords(at("a.jsonl"), thoughtful(40));
  await writeRecords(
    at("b.jsonl"),
    Array.from({ length: 44 }, (_, index) => advice(index)),
  );
  const out = at("balanced");
  const { status, stdout } = await data("balance", at("a.jsonl"), at("b.jsonl"), "--out", out, "--json");
  expect(status).toBe(0);
  const { files, total, groups } = JSON.parse(stdout);
  expect(files).toEqual([join(out, "a.jsonl"), join(out, "b.jsonl")]);
  expect(total.apart).toBeLessThanOrEqual(0.005);
  expect(groups).toMatchObject([{ group: "home", missing: { side: 1 } }, { group: "work" }]);
  expect(await readRecords(files[1])).toHaveLength(total.after[1].records);
  const again = await data("balance", at("a.jsonl"), at("b.jsonl"), "--out", out);
  expect(again.stderr).toContain("balanced/a.jsonl exists");
  mkdirSync(at("folder"));
  await writeRecords(at("folder/part-1.jsonl"), thoughtful(40));
  await data("balance", at("folder"), at("b.jsonl"), "--out", at("of-folders"));
  expect(existsSync(at("of-folders/folder.jsonl"))).toBe(true);
});

test("balance refuses sets of which nothing would be left", async () => {
  await writeRecords(at("a.jsonl"), [advice(1)]);
  const unplaced = advice(2);
  delete unplaced.provenance.domain;
  await writeRecords(at("b.jsonl"), [unplaced]);
  const { status, stderr } = await data("balance", at("a.jsonl"), at("b.jsonl"), "--out", at("balanced"));
  expect(status).toBe(2);
  expect(stderr).toMatch(/no domain in common.*First: work\. Second: none\./);
  expect(existsSync(at("balanced"))).toBe(false);
});

test("dedupe leaves near-duplicates out and lists them", async () => {
  const records = thoughtful(3);
  await writeRecords(at("a.jsonl"), [...records, { ...records[0]!, id: "again" }]);
  const { stdout } = await data(
    "dedupe",
    at("a.jsonl"),
    "--out",
    at("b.jsonl"),
    "--dropped",
    at("dropped.jsonl"),
  );
  expect(stdout).toContain("3 records; 1 near-duplicates were left out (25.0%).");
  expect(stdout).toContain("again is like case-0 (1.00)");
  expect(JSON.parse(readFileSync(at("dropped.jsonl"), "utf8"))).toEqual({
    id: "again",
    duplicateOf: "case-0",
    similarity: 1,
  });
});

describe("decontaminate", () => {
  const secret = "the archive opens when both of the night guards have gone to fetch their coffee downstairs";
  beforeEach(async () => {
    const told = {
      kind: "document" as const,
      id: "leak",
      text: `They say ${secret}.\u001b[31m`,
      provenance: { recipe: "stories", seed: 1 },
    };
    await writeRecords(at("a.jsonl"), [...thoughtful(2), told]);
    writeFileSync(at("evaluation.txt"), `A scenario: ${secret}. What now?`);
  });

  test("draws overlaps side by side and exits with 1", async () => {
    const { status, stdout } = await data("decontaminate", at("a.jsonl"), "--against", at("evaluation.txt"));
    expect(status).toBe(1);
    expect(stdout).toContain("record leak");
    expect(stdout).toContain("1 of 3 records overlap with 1 evaluation texts.");
    expect(stdout).not.toContain("\u001b");
  });

  test("writes the others, and then exits with 0", async () => {
    const args = [
      "decontaminate",
      at("a.jsonl"),
      "--against",
      at("evaluation.txt"),
      "--out",
      at("clean.jsonl"),
    ];
    expect((await data(...args)).status).toBe(0);
    expect((await readRecords(at("clean.jsonl"))).map(({ id }) => id)).toEqual(["case-0", "case-1"]);
  });

  test("what may be quoted does not count", async () => {
    writeFileSync(at("allowed.txt"), secret);
    const { status } = await data(
      "decontaminate",
      at("a.jsonl"),
      "--against",
      at("evaluation.txt"),
      "--allow",
      at("allowed.txt"),
    );
    expect(status).toBe(0);
  });

  test("needs something to compare with", async () => {
    const { status, stderr } = await data("decontaminate", at("a.jsonl"));
    expect(status).toBe(2);
    expect(stderr).toContain("required option '--against <path>'");
  });
});

describe("export and import", () => {
  test("say what a format does not hold, and come back", async () => {
    await writeRecords(at("a.jsonl"), thoughtful(3));
    const out = await data("export", at("a.jsonl"), "--format", "openai", "--out", at("openai.jsonl"));
    expect(out.stdout).toContain("3 rows of openai");
    expect(out.stdout).toMatch(/3 {2}thoughts/);
    const back = await data("import", at("openai.jsonl"), "--out", at("back.jsonl"));
    expect(back.stdout).toContain("3 records, from 3 rows of");
    expect(await readRecords(at("back.jsonl"))).toHaveLength(3);
  });

  test("tokens are exactly those that mask shows, and refused records stop the export", async () => {
    await writeRecords(at("a.jsonl"), thoughtful(2));
    await data("export", at("a.jsonl"), "--format", "trl-tokens", "--out", at("tokens.jsonl"), ...student);
    const mask = JSON.parse(
      (await data("mask", at("a.jsonl"), ...student, "--json", "--record", "case-0")).stdout,
    ).record;
    const [first] = readFileSync(at("tokens.jsonl"), "utf8").split("\n");
    expect(JSON.parse(first!)).toMatchObject({
      input_ids: mask.ids,
      labels: mask.ids.map((id: number, index: number) => (mask.supervised[index] ? id : -100)),
    });
    await writeRecords(at("b.jsonl"), [advice(0)]);
    const refused = await data(
      "export",
      at("b.jsonl"),
      "--format",
      "trl-tokens",
      "--out",
      at("c.jsonl"),
      ...student,
    );
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('The record "case-0" must not be trained on as it is');
    expect(existsSync(at("c.jsonl"))).toBe(false);
  });

  test("a folder for the Hub gets the card that lies beside the records", async () => {
    mkdirSync(at("set"));
    await writeRecords(at("set/records.jsonl"), thoughtful(2));
    await data("card", at("set"), "--title", "Small advice", "--license", "cc0-1.0");
    await data("export", at("set"), "--format", "huggingface", "--out", at("hub"));
    const card = readFileSync(at("hub/README.md"), "utf8");
    expect(card).toContain("pretty_name: Small advice");
    expect(card).toContain("path: data/train-*");
    expect(existsSync(at("hub/data/train-00000-of-00001.parquet"))).toBe(true);
  });

  test.each([
    [["--format", "openia"], 'Did you mean "openai"?'],
    [["--format", "openai", "--supervise", "answer"], "--supervise has no meaning for openai"],
    [["--format", "trl-tokens"], "is not the student's tokenizer"],
    [["--format", "trl-preferences"], "needs two sets"],
    [["--format", "trl-chat", "--tools-as", "xml"], "Allowed choices are objects, text"],
  ])("%j is an error that helps", async (args, message) => {
    await writeRecords(at("a.jsonl"), thoughtful(1));
    const { status, stderr } = await data("export", at("a.jsonl"), "--out", at("b.jsonl"), ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(at("b.jsonl"))).toBe(false);
  });
});

test("the page that help points to names every format", () => {
  const page = readFileSync("docs/datasets.md", "utf8");
  for (const name of formatNames) expect(page).toContain(`| \`${name}\` |`);
});

test("nothing is written over without --force, and the input never", async () => {
  await writeRecords(at("a.jsonl"), thoughtful(1));
  writeFileSync(at("b.jsonl"), "mine\n");
  const { status, stderr } = await data("dedupe", at("a.jsonl"), "--out", at("b.jsonl"));
  expect(status).toBe(2);
  expect(stderr).toContain("--force");
  expect(readFileSync(at("b.jsonl"), "utf8")).toBe("mine\n");
  expect((await data("dedupe", at("a.jsonl"), "--out", at("b.jsonl"), "--force")).status).toBe(0);
  const same = await data("dedupe", at("a.jsonl"), "--out", at("a.jsonl"), "--force");
  expect(same.stderr).toContain("would be read and written at once");
});

test("a folder that holds the input is not replaced", async () => {
  mkdirSync(at("set"));
  await writeRecords(at("set/records.jsonl"), [advice(1)]);
  const above = await data("export", at("set"), "--format", "huggingface", "--out", folder, "--force");
  expect(above).toMatchObject({ status: 2, stderr: expect.stringContaining("read and written at once") });
  expect(existsSync(at("set/records.jsonl"))).toBe(true);
});

test("Ctrl-C leaves no file, and the signal's default comes back", async () => {
  await writeRecords(at("a.jsonl"), thoughtful(5000));
  const listeners = process.listenerCount("SIGINT");
  const running = data("export", at("a.jsonl"), "--format", "trl-chat", "--out", at("b.jsonl"));
  while (process.listenerCount("SIGINT") === listeners) await new Promise(setImmediate);
  process.emit("SIGINT");
  const { status, stderr } = await running;
  expect(status).toBe(130);
  expect(stderr).toContain("Stopped. Nothing was written.");
  expect(readdirSync(folder)).toEqual(["a.jsonl"]);
  expect(process.listenerCount("SIGINT")).toBe(listeners);
});

test("card names the recipe's steps and the constitution", async () => {
  await writeRecords(at("records.jsonl"), thoughtful(2));
  writeFileSync(at("mine.md"), "# Who it should be\n\nIt should be kind, because people rely on it.\n");
  const { stdout } = await data("card", folder, "--constitution", at("mine.md"), "--limit", "Only kitchens.");
  expect(stdout).toBe(`Card: ${at("README.md")}\n`);
  const card = readFileSync(at("README.md"), "utf8");
  expect(card).toContain('From the constitution "Who it should be"');
  expect(card).toContain("- Only kitchens.");
});
