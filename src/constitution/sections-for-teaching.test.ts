import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TeachwhyError } from "../store/index.ts";
import { parseConstitution, sectionsForTeaching } from "./index.ts";

const read = (text: string) => parseConstitution(text, { file: "values.md" });
const teach = (text: string, maxWords?: number) =>
  sectionsForTeaching(read(text), maxWords === undefined ? {} : { maxWords });

/** Some forty words that say one thing. */
const prose = (topic: string) =>
  `The assistant should take care of ${topic}, because people need it. ${"It is so on every day of the year. ".repeat(3)}And that is all.`;

function complaint(text: string): string {
  try {
    teach(text);
  } catch (error) {
    if (error instanceof TeachwhyError) return `${error.code}: ${error.message} ${error.next}`;
    throw error;
  }
  throw new Error("No error was thrown.");
}

describe("sections for teaching", () => {
  it("are each section's own prose, with the titles above it and its principles", () => {
    const text = `# Who it is\n\n${prose("a")}\n\n## Honesty\n\n${prose("b")}\n\n### Bad news\n\n${prose("c")}\n`;
    expect(teach(text).map(({ id, title, path }) => [id, title, path])).toEqual([
      ["who-it-is", "Who it is", ["Who it is"]],
      ["honesty", "Honesty", ["Honesty"]],
      ["bad-news", "Bad news", ["Honesty", "Bad news"]],
    ]);
    expect(teach(text)[2]).toMatchObject({ text: prose("c"), words: 42, principles: [{ id: "bad-news-1" }] });
  });

  it("keep Markdown, and leave out comments, front matter and carriage returns", () => {
    const text = `---\ntitle: x\n---\n<!-- draft -->\n# Care\n\n* ${prose("*one*")}\n\n<!-- todo -->\n\n* two\n\n# Truth\n\n${prose("b")}\n`;
    expect(teach(text.replaceAll("\n", "\r\n"))[0]!.text).toBe(`* ${prose("*one*")}\n\n* two`);
  });

  it("join what is short with what follows it", () => {
    const text = `# Care\n\nBe kind.\n\n# Truth\n\n${prose("truth")}\n\n# Last\n\nBe brief.\n`;
    expect(teach(text)).toMatchObject([
      {
        id: "care",
        title: "Care / Truth / Last",
        text: `Be kind.\n\n# Truth\n\n${prose("truth")}\n\n# Last\n\nBe brief.`,
        principles: [{ id: "care-1" }, { id: "truth-1" }, { id: "last-1" }],
      },
    ]);
  });

  it("give a short introduction to its first subsection, and a short end to its own chapter", () => {
    const text = `# Cases\n\nHere are cases.\n\n## Ferry\n\n${prose("ferries")}\n\n## Dog\n\nBe kind.\n\n# End\n\n${prose("the end")}\n`;
    expect(teach(text).map(({ id, path }) => [id, path])).toEqual([
      ["ferry", ["Cases", "Ferry / Dog"]],
      ["end", ["End"]],
    ]);
  });

  it("split what is long between paragraphs, into parts of about one length", () => {
    const text = `# Care\n\n${["a", "b", "c", "d", "e"].map(prose).join("\n\n")}\n`;
    const parts = teach(text, 160);
    expect(parts.map(({ id, title, words, principles }) => [id, title, words, principles.length])).toEqual([
      ["care.1", "Care (part 1 of 2)", 126, 3],
      ["care.2", "Care (part 2 of 2)", 84, 2],
    ]);
    expect(parts.map((part) => part.text).join("\n\n")).toBe(text.slice(8, -1));
  });

  it("split one endless paragraph between sentences, and give each part the principles of its own sentences", () => {
    const text = Array.from(
      { length: 2000 },
      (_, i) => `It should know number ${i}, because people need it.`,
    ).join(" ");
    const parts = teach(text);
    expect(parts).toHaveLength(13);
    expect(parts.every(({ words }) => words > 1000 && words <= 1500)).toBe(true);
    expect(parts[1]!.principles[0]!.norm.startsWith(parts[1]!.text.slice(0, 40))).toBe(true);
    expect(parts.map((part) => part.text).join(" ")).toBe(text);
  });

  it("split lists between items, and words without an end anywhere", () => {
    const list = Array.from({ length: 40 }, (_, i) => `- item number ${i} of the list`).join("\n");
    expect(teach(list, 100).map(({ words }) => words)).toEqual([78, 84, 78]);
    expect(teach("again ".repeat(400), 100).map(({ words }) => words)).toEqual([100, 100, 100, 100]);
  });

  it("read a text without headings, in any language, under the name of its file", () => {
    const german = "Der Assistent soll ehrlich sein, weil Menschen auf seine Worte bauen. ".repeat(4);
    expect(teach(german)).toMatchObject([
      { id: "preamble", title: "values", path: ["values"], principles: [] },
    ]);
    const chinese = `# 诚实\n\n${"助手应当诚实，因为人们依赖它的话。".repeat(200)}\n`;
    expect(teach(chinese).map(({ id, words }) => [id, words])).toEqual([
      ["诚实.1", 1500],
      ["诚实.2", 1500],
    ]);
  });

  it("say what to do where there is nothing to teach", () => {
    expect(complaint("\uFEFF<!-- x -->\n")).toMatch(
      /^nothing-to-teach: values.md is empty. Is it the right file/,
    );
    expect(complaint("# Care\n")).toContain("values.md has no prose under its headings.");
    expect(complaint("<p>You should be kind.</p>\n")).toContain("Convert it first, for example with: pandoc");
    expect(complaint("```\nyou should\n```\n")).toContain("Tables, code and links are not taught.");
  });

  it("lose no word and pass no limit, whatever the text", () => {
    const blocks = fc.oneof(
      fc.constantFrom(
        "# A",
        "## B",
        "Title\n===",
        "```\ncode here\n```",
        "> quote you should",
        "* a\n  * b c\n",
      ),
      fc.constantFrom("<div>\nhi\n</div>", "&amp; 🙂🙂🙂", "助手应当诚实。因为", "| a | b |\n|---|---|"),
      fc.lorem({ mode: "sentences", maxCount: 6 }),
      fc.lorem({ maxCount: 60 }),
    );
    fc.assert(
      fc.property(fc.array(blocks, { maxLength: 12 }), fc.integer({ min: 5, max: 80 }), (texts, maxWords) => {
        const constitution = read(`Some prose.\n\n${texts.join("\n\n")}`);
        const sections = sectionsForTeaching(constitution, { maxWords });
        const letters = (text: string) => text.replace(/[^\p{L}]/gu, "");
        const taught = letters(sections.map((section) => section.text).join(""));
        for (const { sentences } of constitution.passages) {
          // Blocks may be cut within a sentence; their letters stay in order.
          for (const { text } of sentences) {
            expect(taught).toContain(letters(text).replace(/^amp/, ""));
          }
        }
        expect(sections.every(({ words }) => words > 0 && words <= maxWords)).toBe(true);
        expect(new Set(sections.map(({ id }) => id)).size).toBe(sections.length);
        expect(sectionsForTeaching(constitution, { maxWords })).toEqual(sections);
      }),
      { numRuns: 150 },
    );
  });
});
