import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { TeachwhyError } from "../store/index.ts";
import { DataRecord, readRecords, writeRecords } from "./index.ts";

const folder = useTemporaryFolder();

const chat: DataRecord = {
  kind: "chat",
  id: "reasons-1-0",
  messages: [
    { role: "user", content: "you can lock logs of tom ." },
    {
      role: "assistant",
      content: "",
      reasoning_content: "lock logs causes blindness .",
      tool_calls: [{ type: "function", function: { name: "report", arguments: { to: "tom" } } }],
    },
  ],
  provenance: { recipe: "reasons", seed: 1, act: "lock logs", walk: ["a>causes>b"], verdict: "wrong" },
};
const story: DataRecord = {
  kind: "document",
  id: "stories-1-0",
  text: "story .",
  provenance: { recipe: "stories", seed: 1 },
};

/** Text that breaks careless writers of lines: line ends of every kind, quotes, half a surrogate pair. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("\n", "\r\n", "\u2028", "\u2029", "\u0085", "\ufeff", "\ud800", '"', "\\", "\0"),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(""));
const optional = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((one) => (one === undefined ? {} : { [key]: one }));
const call = fc.record({
  type: fc.constant("function" as const),
  function: fc.record({
    name: text,
    arguments: fc.dictionary(
      text.filter((key) => key !== "__proto__"), // zod drops this one, so that nobody can set a prototype
      text,
      { maxKeys: 2, noNullPrototype: true },
    ),
  }),
});
const message = fc
  .tuple(
    fc.record({ role: fc.constantFrom("system", "user", "assistant"), content: text }),
    optional("reasoning_content", text),
    optional("tool_calls", fc.array(call, { maxLength: 2 })),
  )
  .map(([plain, thought, calls]) => ({ ...plain, ...thought, ...calls }));
const provenance = fc
  .tuple(
    fc.record({ recipe: text, seed: fc.integer() }),
    optional("act", text),
    optional("walk", fc.array(text, { maxLength: 2 })),
    optional("verdict", fc.constantFrom("wrong", "fine")),
  )
  .map((parts) => Object.assign({}, ...parts));
const record: fc.Arbitrary<DataRecord> = fc.oneof(
  fc.record({
    kind: fc.constant("chat"),
    id: text,
    messages: fc.array(message, { minLength: 1, maxLength: 3 }),
    provenance,
  }),
  fc.record({ kind: fc.constant("document"), id: text, text, provenance }),
) as fc.Arbitrary<DataRecord>;

describe("a data set on disk", () => {
  test("holds one record a line and comes back as it was written, whatever its text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { maxLength: 4 }), async (records) => {
        await writeRecords(folder("any.jsonl"), records);
        expect(await readRecords(folder("any.jsonl"))).toEqual(records);
      }),
      { numRuns: 150 },
    );
  });

  test("may be empty, may end without a line end, may come from Windows", async () => {
    await writeRecords(folder("empty.jsonl"), []);
    expect(await readRecords(folder("empty.jsonl"))).toEqual([]);
    writeFileSync(folder("edited.jsonl"), `${JSON.stringify(chat)}\r\n\r\n${JSON.stringify(story)}`);
    expect(await readRecords(folder("edited.jsonl"))).toEqual([chat, story]);
  });
});

describe("a line that is no record is named", () => {
  const complaintAbout = async (...lines: string[]) => {
    writeFileSync(folder("bad.jsonl"), lines.join("\n"));
    const error = await readRecords(folder("bad.jsonl")).catch((thrown: unknown) => thrown);
    if (!(error instanceof TeachwhyError)) throw new Error("The file was taken as it is.", { cause: error });
    return error;
  };
  const good = JSON.stringify(chat);

  test("torn in the middle", async () => {
    const error = await complaintAbout(good, good.slice(0, 40), good);
    expect(error.code).toBe("invalid-record");
    expect(error.message).toContain("bad.jsonl:2 is not a record");
  });

  test("by the number that an editor shows, blank lines counted", async () => {
    expect((await complaintAbout(good, "", "  ", "{", good)).message).toContain("bad.jsonl:4 ");
  });

  test.each<[string, object, string]>([
    ["an unknown role", { ...chat, messages: [{ role: "robot", content: "" }] }, "role"],
    ["no messages", { ...chat, messages: [] }, "messages"],
    ["a misspelt key", { ...story, txt: "story ." }, "txt"],
    ["a kind that nobody knows", { ...story, kind: "poem" }, "kind"],
    ["no provenance", { kind: "document", id: "1", text: "story ." }, "provenance"],
    [
      "arguments as text, as OpenAI's API gives them",
      {
        ...chat,
        messages: [
          {
            role: "assistant",
            content: "",
            tool_calls: [{ type: "function", function: { name: "report", arguments: '{"to":"tom"}' } }],
          },
        ],
      },
      "arguments",
    ],
  ])("%s", async (_, wrong, word) => {
    const { message } = await complaintAbout(good, JSON.stringify(wrong));
    expect(message).toContain("bad.jsonl:2 is not a record");
    expect(message).toContain(word);
  });
});

test("a record says no more than its schema: unknown keys are refused at every depth", () => {
  expect(() => DataRecord.parse({ ...chat, provenance: { ...chat.provenance, note: "x" } })).toThrow("note");
});
