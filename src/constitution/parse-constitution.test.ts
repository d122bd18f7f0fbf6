import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../statistics/index.ts";
import { type Constitution, flattenSections, parseConstitution, pieces } from "./index.ts";

const parse = (text: string) => parseConstitution(text, { file: "test.md" });

/** The file's own bytes at a range, so that a test reads what the range says. */
const at = ({ text }: Constitution, { start, end }: { start: number; end: number }) =>
  Buffer.from(text).subarray(start, end).toString();

describe("sections", () => {
  it("are a tree with unique ids, lines and the bytes of everything below them", () => {
    const constitution = parse("# Care\n\nBe kind.\n\n## Why\n\nIt helps.\n\n# Truth\n\n## Why\n");
    expect(constitution.sections.map(({ id }) => id)).toEqual(["care", "truth"]);
    expect(flattenSections(constitution.sections).map(({ id, level, line }) => [id, level, line])).toEqual([
      ["care", 1, 1],
      ["why", 2, 5],
      ["truth", 1, 9],
      ["why-2", 2, 11],
    ]);
    expect(at(constitution, constitution.sections[0]!)).toBe("# Care\n\nBe kind.\n\n## Why\n\nIt helps.\n\n");
  });

  it("keep apart titles whose slugs would collide", () => {
    const ids = flattenSections(parse("# Why\n# Why 2\n# Why\n# ???\n# ???\n").sections).map(({ id }) => id);
    expect(ids).toEqual(["why", "why-2", "why-3", "section", "section-2"]);
  });

  it("hold prose before the first heading, and all of it where there is no heading", () => {
    const constitution = parse("Be honest.\n\nBe kind.\n");
    expect(constitution.sections).toMatchObject([{ id: "preamble", title: "", level: 0, start: 0, end: 21 }]);
    expect(parse("Be kind.\n# Truth\nBe honest.\n").sections.map(({ id }) => id)).toEqual([
      "preamble",
      "truth",
    ]);
  });

  it("come from setext headings, and neither from code, HTML, quotes nor front matter", () => {
    const text = [
      "---\ntitle: x\n---\n",
      "Setext *title*\n===\n",
      "```sh\n# not a heading\n```\n",
      "<!--\n# nor this\n-->\n",
      "> # nor this\n",
    ].join("\n");
    expect(flattenSections(parse(text).sections).map(({ title }) => title)).toEqual(["Setext title"]);
  });

  it("count lines alike for LF, CRLF and CR", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      expect(parse(["Hello.", "", "# Truth", ""].join(end)).sections[1]).toMatchObject({
        title: "Truth",
        line: 3,
      });
    }
  });
});

describe("principles", () => {
  it("are one norm with its reasons and its place", () => {
    const constitution = parse("# Truth\n\nI do not lie. People plan by what I say. People need truth.\n");
    expect(constitution.principles).toMatchObject([
      {
        id: "truth-1",
        section: "truth",
        line: 3,
        norm: "I do not lie.",
        reasons: ["People need truth."],
      },
    ]);
  });

  it("leave out prose that asks for nothing", () => {
    const { passages, principles } = parse("# Past\n\nThis page was written in spring.\n");
    expect(passages).toHaveLength(1);
    expect(principles).toEqual([]);
  });

  it("read a sentence that holds both as norm and as reason", () => {
    const text = "The model should admit mistakes, because people build on what it says.";
    expect(parse(text).principles).toMatchObject([{ norm: text, reasons: [text] }]);
  });

  it("join a list item with the lead-in without which it would say the opposite", () => {
    const { principles } = parse("The model should never:\n\n* help with a fraud;\n* mock anyone.\n");
    expect(principles.map(({ norm }) => norm)).toEqual([
      "The model should never:",
      "The model should never: help with a fraud;",
      "The model should never: mock anyone.",
    ]);
  });

  it("see through markup, escapes, entities, quotes and line ends, and quote the file as it is", () => {
    const constitution = parse(
      "> **Be honest.** Always say\n> *what* you &amp; I know\\. See [the list](x.md).\n",
    );
    const [passage] = constitution.passages;
    expect(passage!.sentences.map(({ text }) => text)).toEqual([
      "Be honest.",
      "Always say what you & I know.",
      "See the list.",
    ]);
    expect(passage!.sentences.map((sentence) => at(constitution, sentence))).toEqual([
      "**Be honest.**",
      "Always say\n> *what* you &amp; I know\\.",
      "See [the list](x.md).",
    ]);
  });

  it("end a sentence before a small letter, and not after an abbreviation", () => {
    const { passages } = parse(
      "i protect truth . people need it . tools, e.g. mail, vs. none in the U.S. today.",
    );
    expect(passages[0]!.sentences.map(({ text }) => text)).toEqual([
      "i protect truth .",
      "people need it .",
      "tools, e.g. mail, vs. none in the U.S. today.",
    ]);
  });

  it("pass over tables of links and tables", () => {
    expect(parse("[You should](#a)\n\n[Be kind](#b), [be fair](#c)\n").passages).toEqual([]);
    expect(parse("| you should | never |\n|---|:-:|\n| a | b |\n").passages).toEqual([]);
  });
});

/** Markdown with everything that has ever moved an offset. */
const markdown = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "# Wahrheit – ehrlich 🙂",
        "Setext\n------",
        "  ## Indented #",
        "```\n# code\n```",
        "~~~~\nnever closed",
        "<div>\n# html\n</div>",
        "* item\n  * nested, you should\n\n  second\n",
        "1. Be *kind*, e.g. **always**. Never lie!\n2. So it goes…",
        "> quote\n> > # deep\nlazy",
        "\ttab\tcode",
        "a\u0000b\\\ncd  \ne",
        "&amp; &#x1F600; &nosuch; \\* <br> `code`",
        "[a](b) ![c](d) [e]\n\n[e]: f",
        "---",
        "title: x",
        "",
        "\u00a0\u2028\u2060",
        "| a | b |\n|---|---|",
      ),
      fc.string({ unit: "grapheme", maxLength: 40 }),
      fc.lorem({ mode: "sentences", maxCount: 3 }),
    ),
    { maxLength: 12 },
  )
  .chain((blocks) =>
    fc
      .tuple(
        fc.constantFrom("\n", "\n\n", "\r\n", "\r\n\r\n", "\r"),
        fc.constantFrom("", "\uFEFF", "---\na: b\n---\n"),
      )
      .map(([end, start]) => start + blocks.join("\n").replaceAll("\n", end)),
  );

describe("nothing is lost", () => {
  const arbitrary = fc.oneof(markdown, fc.string({ unit: "binary", maxLength: 200 }));

  it("pieces joined are the file", () => {
    fc.assert(
      fc.property(arbitrary, (text) => {
        const bytes = Buffer.from(text);
        const parts = pieces(parse(text));
        expect(Buffer.concat(parts.map(({ start, end }) => bytes.subarray(start, end)))).toEqual(bytes);
        expect(parts.every(({ start, end }) => start < end)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("every range lies in its parent, on a character's edge, at its line", () => {
    fc.assert(
      fc.property(arbitrary, (text) => {
        const constitution = parse(text);
        const bytes = Buffer.from(text);
        const sections = flattenSections(constitution.sections);
        const inside = (inner: { start: number; end: number }, outer: { start: number; end: number }) =>
          expect(inner.start >= outer.start && inner.end <= outer.end && inner.start <= inner.end).toBe(true);
        for (const section of sections) {
          for (const child of section.children) inside(child, section);
        }
        for (const passage of constitution.passages) {
          inside(passage, sections.find(({ id }) => id === passage.section)!);
          for (const sentence of passage.sentences) {
            inside(sentence, passage);
            const before = bytes.subarray(0, sentence.start).toString();
            expect(sentence.line).toBe((before.match(/\r\n|\r|\n/g)?.length ?? 0) + 1);
            expect(before + at(constitution, sentence) + bytes.subarray(sentence.end).toString()).toBe(text);
          }
        }
        expect(new Set(constitution.passages.map(({ id }) => id)).size).toBe(constitution.passages.length);
      }),
      { numRuns: 200 },
    );
  });

  it("pieces name the principle and the section that they lie in", () => {
    const constitution = parse("# Truth\n\nBe honest.\n\n## Why\n\nOther words.\n");
    expect(
      pieces(constitution).map((piece) => [at(constitution, piece), piece.section, piece.principle]),
    ).toEqual([
      ["# Truth\n\n", "truth", undefined],
      ["Be honest.", "truth", "truth-1"],
      ["\n\n", "truth", undefined],
      ["## Why\n\nOther words.\n", "why", undefined],
    ]);
  });
});

describe("a document of 30,000 words", () => {
  const text = longConstitution({ seed: 1, words: 30_000 });

  it("is parsed in well under a second", () => {
    const start = process.cpuUsage();
    const { sections, principles } = parse(text);
    const { user, system } = process.cpuUsage(start);
    expect(flattenSections(sections).length).toBeGreaterThan(45);
    expect(principles.length).toBeGreaterThan(150);
    // Time on the processor, in microseconds, because other work on the machine stretches the clock's.
    expect(user + system).toBeLessThan(1_000_000);
  });

  it("comes back whole", () => {
    const bytes = Buffer.from(text);
    const parts = pieces(parse(text));
    expect(Buffer.concat(parts.map(({ start, end }) => bytes.subarray(start, end))).equals(bytes)).toBe(true);
  });
});

/** The shape of long published constitutions: a table of links, four levels of headings, long paragraphs, lists. */
function longConstitution({ seed, words }: { seed: number; words: number }): string {
  const random = createRandom(seed, "long constitution");
  const nouns =
    "model person reason answer mistake promise request tool value harm trust rule care truth".split(" ");
  const noun = () => random.pick(nouns);
  const sentence = () =>
    random.pick([
      () => `The model should weigh the ${noun()} against the ${noun()}, and say so openly.`,
      () =>
        `This matters because a ${noun()} without a ${noun()} leads to “${noun()}” – and people need more.`,
      () => `In the past, a ${noun()} was often seen as a ${noun()} (see the [${noun()}](#${noun()})).`,
      () => `We want it to be *honest* about every ${noun()}, e.g. when a ${noun()} is at stake.`,
      () => `Nobody knows yet how a ${noun()} turns into a ${noun()} over time.`,
    ])();
  const paragraph = () => Array.from({ length: 3 + random.integer(5) }, sentence).join(" ");
  const list = () =>
    Array.from({ length: 4 + random.integer(8) }, () => `* **${noun()}**: ${sentence()}  `).join("\n");
  const titles: string[] = [];
  const blocks: string[] = [];
  let count = 0;
  while (count < words) {
    const title = `On ${noun()} and ${noun()} ’${titles.length}’`;
    titles.push(title);
    const section = [`${"#".repeat(1 + random.integer(4))} ${title} `];
    for (let i = 0; i < 5; i++) section.push(paragraph());
    if (random.chance(0.5)) section.push("The model should never:", list(), paragraph());
    blocks.push(...section);
    count += section.join(" ").split(/\s+/).length;
  }
  const contents = titles.map((title) => `[${title}](#${title.replaceAll(" ", "-")})`);
  return `${["# A constitution", ...contents, ...blocks].join("\n\n")}\n`;
}
