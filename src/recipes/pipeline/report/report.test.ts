import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { useTemporaryFolder } from "../../../../test/fixtures/store/temporary-folder.ts";
import { type DataRecord, readRecords, writeRecords } from "../../../datasets/index.ts";
import { finishDataset, type RecipeManifest, reportLeaks } from "../../index.ts";

const folder = useTemporaryFolder();

const constitution =
  "# Honesty\n\nThe assistant says what it believes, also where silence would be easier for everybody involved.\n";
const section = (id: string, title: string) => ({
  id,
  title,
  path: [title],
  text: "",
  words: 0,
  principles: [],
});
const sections = [section("honesty", "Honesty"), section("care", "Care")];

function document(id: string, text: string, more: Partial<DataRecord["provenance"]> = {}): DataRecord {
  return { kind: "document", id, text, provenance: { recipe: "stories", seed: 1, ...more } };
}
function chat(id: string, thought: string | undefined, domain: string): DataRecord {
  return {
    kind: "chat",
    id,
    messages: [
      { role: "user", content: `Question of ${id}` },
      { role: "assistant", content: `Answer of ${id}`, ...(thought ? { reasoning_content: thought } : {}) },
    ],
    provenance: { recipe: "tiny", seed: 1, domain, costUsd: 1 },
  };
}
const leaksIn = (records: DataRecord[], bannedPhrases: string[] = []) =>
  reportLeaks(records, { constitution, sections, bannedPhrases });

describe("what leaked in is found and quoted", () => {
  test("eight words of the constitution in a row, the longest run of each record", async () => {
    const { recitations } = await leaksIn([
      document("a", "She told him: the assistant says what it believes, also where silence would be best."),
      document("b", "The assistant says what it believes. Also, silence would be easier."),
      document("c", "He said “what it believes, ALSO where silence would be easier for everybody involved”!"),
    ]);
    expect(recitations).toEqual({
      records: 2,
      longest: [
        {
          id: "c",
          words: 12,
          quote: "what it believes also where silence would be easier for everybody involved",
        },
        { id: "a", words: 11, quote: "the assistant says what it believes also where silence would be" },
      ],
    });
  });

  test("names and phrases that stand in many records, a longer phrase in place of its parts", async () => {
    const { names, phrases } = await leaksIn(
      Array.from({ length: 10 }, (_, number) =>
        document(
          `${number}`,
          `Number ${number} began. ${number < 4 ? "Then, Sarah Chen looked out of the old grey window" : `quite otherwise, word${number} Ines`}.`,
        ),
      ),
    );
    expect(names).toEqual([
      { text: "Ines", records: 6 },
      { text: "Sarah Chen", records: 4 },
    ]);
    expect(phrases.map(({ text }) => text)).not.toContain("looked out of the");
    expect(phrases[0]).toMatchObject({ records: 4 });
  });

  test("answer formats of evaluations, banned phrases and sources", async () => {
    const { answerFormats, bannedPhrases, citations } = await leaksIn(
      [
        document("a", "I send it. <tool_use:email> Let us delve in. (Miller & Okafor, 2019)"),
        document("b", "So the answer: B. It’s important to note this; see https://example.org/x."),
        document("c", "The answer: because. Delved. \\boxed{4} as Ito et al. say, 10.1000/182."),
      ],
      ["delve", "it's important to note", "tapestry"],
    );
    expect(answerFormats.map(({ what, id }) => [what, id])).toEqual([
      ["<tool_use:email>", "a"],
      ["answer: B", "b"],
      ["\\boxed{", "c"],
    ]);
    expect(bannedPhrases).toMatchObject([
      { what: "delve", records: 1, id: "a" },
      { what: "it's important to note", records: 1, id: "b" },
    ]);
    expect(citations.map(({ what, id }) => [what, id])).toEqual([
      ["author and year", "a"],
      ["link", "b"],
      ["DOI", "c"],
      ["et al.", "c"],
    ]);
  });

  test("nothing in records that are clean", async () => {
    const report = await leaksIn([document("a", "A quiet day."), document("b", "Another one.")], ["delve"]);
    expect(report).toMatchObject({
      records: 2,
      recitations: { records: 0, longest: [] },
      names: [],
      phrases: [],
      answerFormats: [],
      bannedPhrases: [],
      citations: [],
    });
  });
});

test("coverage counts records and variants for each section, those without any too", async () => {
  const { coverage } = await leaksIn([
    document("a", "x", { sections: ["honesty"], variant: "letter" }),
    document("b", "y", { sections: ["honesty"], variant: "log" }),
    document("c", "z", { sections: ["honesty"], variant: "log" }),
  ]);
  expect(coverage).toEqual([
    { section: "honesty", title: "Honesty", records: 3, variants: { letter: 1, log: 2 } },
    { section: "care", title: "Care", records: 0, variants: {} },
  ]);
});

describe("a finished set", () => {
  const manifest = (controls: string[]) =>
    ({
      plan: { recipe: "tiny", seed: 1 },
      controls,
      records: 7,
      rejected: 1,
      failed: 0,
      status: "complete",
      message: "7 records.",
      steps: [
        {
          step: "judge",
          in: 8,
          out: 7,
          rejected: { "dull | flat": 1 },
          failed: {},
          spent: { calls: 8, inputTokens: 800, outputTokens: 80, usd: 0.08, unpricedCalls: 0 },
          lost: { calls: 1, inputTokens: 100, outputTokens: 10, usd: 0.01, unpricedCalls: 0 },
        },
      ],
    }) as unknown as RecipeManifest;
  const finish = (controls: string[]) =>
    finishDataset({
      out: folder(),
      manifest: manifest(controls),
      constitution: { text: constitution, sections },
      bannedPhrases: ["delve"],
    });

  test("has its thoughts exchanged within each field, by seed; nobody keeps their own", async () => {
    const records = [
      ...[1, 2, 3].map((number) =>
        chat(`school-${number}`, `thought of school-${number} \u2028 é`, "school"),
      ),
      ...[1, 2].map((number) => chat(`farm-${number}`, `thought of farm-${number}`, "farm")),
      chat("port-1", "thought of port-1", "port"),
      chat("none-1", undefined, "school"),
    ];
    await writeRecords(folder("records.jsonl"), records);
    const { shuffled } = await finish(["shuffled-reasons"]);
    expect(shuffled).toEqual({ records: 6, acrossFields: 1, leftOut: 1 });
    const made = await readRecords(folder("controls/shuffled-reasons.jsonl"));
    const before = readFileSync(folder("controls/shuffled-reasons.jsonl"), "utf8");
    const thoughts = made.map((record) =>
      record.kind === "chat" ? record.messages[1]!.reasoning_content! : "",
    );
    expect(new Set(thoughts).size).toBe(6);
    for (const [index, record] of made.entries()) {
      const [own, other] = record.provenance.parents!;
      expect(record.id).toBe(`${own}-shuffled-reasons`);
      expect(thoughts[index]).toContain(`thought of ${other}`);
      expect(own).not.toBe(other);
      if (own!.startsWith("farm")) expect(other).toMatch(/^farm|^port/);
      expect(record).toMatchObject({
        messages: [{ content: `Question of ${own}` }, { content: `Answer of ${own}` }],
        provenance: { control: "shuffled-reasons" },
      });
      expect(record.provenance.costUsd).toBeUndefined();
    }
    await finish(["shuffled-reasons"]);
    expect(readFileSync(folder("controls/shuffled-reasons.jsonl"), "utf8")).toBe(before);
  });

  test("has a report to read and one for programs", async () => {
    await writeRecords(folder("records.jsonl"), [document("a", "Let us delve in.", { sections: ["care"] })]);
    const { files, shuffled } = await finish([]);
    expect(shuffled).toBeUndefined();
    const text = readFileSync(files.markdown, "utf8");
    expect(text).toContain("| judge | 8 | 7 | 1 (dull \\| flat 1) | 0 | 8 | 800 | 80 | 0.0800 | 0.0100 |");
    expect(text).toContain("- `delve`: 1 record, first a: `Let us delve in.`");
    expect(text).toContain("1 of 2 sections have records.");
    expect(JSON.parse(readFileSync(files.json, "utf8"))).toMatchObject({ leaks: { records: 1 } });
  });

  test("may hold no records", async () => {
    writeFileSync(folder("records.jsonl"), "");
    expect((await finish(["shuffled-reasons"])).shuffled).toEqual({
      records: 0,
      acrossFields: 0,
      leftOut: 0,
    });
  });
});
