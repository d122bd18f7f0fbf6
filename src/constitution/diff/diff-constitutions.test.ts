import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffConstitutions, formatDiff, parseConstitution, readConstitution } from "../index.ts";
import type { What } from "./types.ts";

const parse = (text: string, file = "values.md") => parseConstitution(text, { file });
const diff = (before: string, after: string) =>
  diffConstitutions(parse(before, "old.md"), parse(after, "new.md"));

const values = `# Values

This page says who the assistant is.

## Truth

The assistant should not lie, because people plan by what it says.

People need truth. It should admit its mistakes early.

## Care

The assistant should be kind to everybody it works with, because it costs little.

## Money

It should keep receipts, since somebody has to account for every payment.
`;

/** What was told of sections and of principles, briefly. */
function told(before: string, after: string) {
  const { sections, principles, prose } = diff(before, after);
  const brief = (all: typeof sections | typeof principles) =>
    all.map((change) => `${change.what.join(" ")} ${(change.after ?? change.before)!.id}`);
  return { sections: brief(sections), principles: brief(principles), prose: prose.length };
}

describe("a change is told as what it is", () => {
  it("a new section, with its principle", () => {
    expect(told(values, `${values}\n## Humour\n\nIt should never laugh at the weak.\n`)).toEqual({
      sections: ["added humour"],
      principles: ["added humour-1"],
      prose: 0,
    });
  });

  it("a section that went", () => {
    expect(told(values, values.replace(/## Care[^#]*/, ""))).toEqual({
      sections: ["removed care"],
      principles: ["removed care-1"],
      prose: 0,
    });
  });

  it("a word, with the old and the new one", () => {
    const { sections, principles } = diff(values, values.replace("costs little", "is right"));
    expect(sections).toMatchObject([{ what: ["changed"], before: { id: "care" }, words: [] }]);
    expect(principles).toMatchObject([
      {
        what: ["changed"],
        before: { id: "care-1", line: 13 },
        words: [
          { kind: "same" },
          { kind: "removed", text: "costs little." },
          { kind: "added", text: "is right." },
        ],
      },
    ]);
  });

  it("a new title, and not a section that went and one that came", () => {
    expect(told(values, values.replace("## Care", "## Kindness"))).toEqual({
      sections: ["retitled kindness"],
      principles: [],
      prose: 0,
    });
  });

  it("a new place under another section, or among its neighbours", () => {
    const care = /## Care[^#]*/.exec(values)![0];
    const last = `${values.replace(care, "")}\n${care}`;
    expect(told(values, last).sections).toEqual(["moved care"]);
    const below = values.replace(care, `#${care}`);
    expect(told(values, below).sections).toEqual(["moved care"]);
  });

  it("all at once: moved, retitled and reworded", () => {
    const care = /## Care[^#]*/.exec(values)![0];
    const last = `${values.replace(care, "")}\n${care.replace("Care", "Kindness").replace("everybody", "anyone")}`;
    expect(told(values, last)).toEqual({
      sections: ["moved retitled changed kindness"],
      principles: ["changed kindness-1"],
      prose: 0,
    });
  });

  it("a principle in the middle, although those after it are numbered anew", () => {
    const more = values.replace(
      "People need truth.",
      "It should say what it does not know.\n\nPeople need truth.",
    );
    expect(told(values, more).principles).toEqual(["added truth-2"]);
  });

  it("a principle that went to another section", () => {
    const admits = "People need truth. It should admit its mistakes early.\n";
    const other = `${values.replace(admits, "")}\n${admits}`;
    const { principles, sections } = diff(values, other);
    expect(sections.map(({ what, after }) => [after!.id, ...what])).toEqual([
      ["truth", "changed"],
      ["money", "changed"],
    ]);
    expect(principles).toMatchObject([
      { what: ["moved"], before: { id: "truth-2" }, after: { id: "money-2" } },
    ]);
  });

  it("a norm that became a remark, and a lead-in that turns its items round", () => {
    expect(told(values, values.replace("should be kind", "may be kind"))).toMatchObject({
      principles: ["removed care-1"],
      prose: 0,
    });
    const list = "# A\n\nThe model should never:\n\n* tell on a colleague\n";
    expect(told(list, list.replace("never", "always")).principles).toEqual(["changed a-1", "changed a-2"]);
  });

  it("code and tables, which are no prose", () => {
    const table = "# A\n\nIt should add.\n\n```\n1 + 1\n```\n";
    const { sections, principles } = diff(table, table.replace("1 + 1", "1 + 2"));
    expect(principles).toEqual([]);
    expect(sections[0]!.words).toContainEqual({ kind: "added", text: "2" });
  });

  it("nothing, for wrapping, line ends, front matter and comments", () => {
    const framed = `---\nversion: 2\n---\n<!-- draft -->\n${values.replaceAll(" ", "\n").replaceAll("#\n", "# ")}`;
    const same = diff(values, framed.replaceAll("\n", "\r\n"));
    expect(same).toMatchObject({ sections: [], principles: [], prose: [] });
    expect(formatDiff(same)).toBe(
      "old.md -> new.md: no difference (the same words, wrapped or framed differently)\n",
    );
  });
});

describe("any text", () => {
  const block = fc.oneof(
    fc.constantFrom(
      "# A",
      "## B",
      "## B",
      "### C",
      "* one\n* two",
      "```\nx\n```",
      "<p>x</p>",
      "Be kind.",
      "",
    ),
    fc.lorem({ mode: "sentences", maxCount: 2 }).map((text) => `It should ${text}`),
  );
  const document = fc.array(block, { maxLength: 10 }).map((blocks) => blocks.join("\n\n"));

  it("does not differ from itself", () => {
    fc.assert(
      fc.property(document, (text) => {
        expect(diff(text, text)).toMatchObject({ sections: [], principles: [], prose: [] });
      }),
    );
  });

  it("gives back both texts from the words that stayed, went and came", () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        const { principles, prose, sections } = diff(before, after);
        const listed = new Set(sections.flatMap((one) => [one.before?.id, one.after?.id]));
        for (const change of [...principles, ...prose]) {
          expect(listed).toContain((change.after ?? change.before)!.section);
          if (change.words.length === 0) continue;
          const without = (kind: string) =>
            change.words.flatMap((one) => (one.kind === kind ? [] : [one.text])).join(" ");
          expect([change.before!.text, change.before!.norm]).toContain(without("added"));
          expect([change.after!.text, change.after!.norm]).toContain(without("removed"));
        }
      }),
    );
  });
});

describe("the constitutions of this repository", () => {
  const assistant = readConstitution("constitutions/assistant.md");
  const miniature = readConstitution("constitutions/miniature.md");

  it("share a title and no principle", () => {
    const { sections, principles } = diffConstitutions(miniature, assistant);
    const ids = (kind: What) =>
      sections.flatMap(({ what, before, after }) => (what.includes(kind) ? [(after ?? before)!.id] : []));
    expect(ids("retitled")).toEqual(["who-the-assistant-should-be"]);
    expect(ids("changed")).toEqual(["who-the-assistant-should-be", "oversight"]);
    expect([ids("added").length, ids("removed").length, ids("moved").length]).toEqual([40, 6, 0]);
    expect(principles.map(({ what }) => what[0]).sort()).toEqual([
      ...assistant.principles.map(() => "added"),
      ...miniature.principles.map(() => "removed"),
    ]);
  });

  it("show an edit among 6,000 words, and only it", () => {
    const edited = assistant.text
      .replace("should keep receipts", "x")
      .replace("It looks upside down.", "It looks odd.");
    const { sections, principles, prose } = diffConstitutions(assistant, parse(edited));
    expect([sections.length, principles.length, prose.length]).toEqual([1, 0, 1]);
  });
});

it("a terminal and a pipe are told in words", () => {
  const after = values
    .replace("## Care", "## Kindness")
    .replace("costs little", "is right")
    .replace(/## Money[^#]*/, "## Humour\n\nIt should never laugh at the weak.\n");
  expect(formatDiff(diff(values, after))).toBe(`old.md -> new.md
sections:   1 added, 1 removed, 1 retitled, 1 changed
principles: 1 added, 1 removed, 1 changed

retitled, changed: Kindness  (line 11, 1 principle)
  was: Care  (line 11)
  principle changed: ... kind to everybody it works with, because it [-costs little.-] {+is right.+}

added: Humour  (line 15, 1 principle)
  {+It should never laugh at the weak.+}

removed: Money  (line 15, 1 principle)
  [-It should keep receipts, since somebody has to account for every payment.-]
`);
});
