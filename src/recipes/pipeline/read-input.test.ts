import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useTemporaryFolder } from "../../../test/fixtures/store/temporary-folder.ts";
import { openInput } from "../index.ts";

const folder = useTemporaryFolder();
const chat = { messages: [{ role: "user", content: "Grüße\u2028!" }] };

async function read(...lines: string[]) {
  writeFileSync(folder("input.jsonl"), lines.join("\n"));
  return [...(await openInput(folder("input.jsonl"))).records];
}

test("records of teachwhy keep their lineage and are named as parents", async () => {
  const record = {
    kind: "chat",
    id: "generic-1-4",
    ...chat,
    provenance: { recipe: "generic", seed: 1, sections: ["honesty"], variant: "tools", domain: "ports" },
  };
  expect(await read(JSON.stringify(record))).toEqual([
    {
      kind: "chat",
      ...chat,
      sections: ["honesty"],
      variant: "tools",
      domain: "ports",
      parents: ["generic-1-4"],
    },
  ]);
});

test("plain chats and documents are taken, named by their lines; long files are read in pieces", async () => {
  const long = { text: "x".repeat(700_000) };
  const drafts = await read(JSON.stringify(chat), "", JSON.stringify(long), JSON.stringify(chat));
  expect(drafts.map(({ kind, parents }) => [kind, parents])).toEqual([
    ["chat", ["1"]],
    ["document", ["3"]],
    ["chat", ["4"]],
  ]);
  expect(drafts[2]).toMatchObject(chat);
});

test.each([
  ["no JSON", "{", "input.jsonl:2 is not JSON"],
  ["another shape", '{"conversations":[]}', "input.jsonl:2 is no record"],
])("a line that is %s is named", async (_, line, says) => {
  await expect(read(JSON.stringify(chat), line)).rejects.toThrow(says);
});

test("an empty or missing file is said at once", async () => {
  await expect(read("")).rejects.toMatchObject({ code: "empty-input" });
  await expect(openInput(folder("nowhere.jsonl"))).rejects.toMatchObject({ code: "not-readable" });
});

test("of a folder that generate made the records are read", async () => {
  writeFileSync(folder("records.jsonl"), JSON.stringify(chat));
  expect([...(await openInput(folder("."))).records]).toHaveLength(1);
});
