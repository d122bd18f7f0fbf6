// The graph as its users meet it: a small world, a short constitution, and what a person does to it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConstitution, readConstitution } from "../constitution/index.ts";
import { actName, createVocabulary, createWorld, type World } from "../miniature/index.ts";
import { TeachwhyError } from "../store/index.ts";
import {
  checkGraph,
  compileGraph,
  differencesFromWorld,
  formatDifferences,
  formatGraph,
  formatWalk,
  unprotectedValues,
  type ValueGraph,
  walkFrom,
} from "./index.ts";

const none = { train: [], heldOut: [] };
const smallWorld: World = {
  version: 1,
  seed: 0,
  kind: "pairs",
  lexicon: {
    verbs: ["lock", "copy"],
    objects: [
      { name: "logs", harm: "blindness", benefit: "trace" },
      { name: "diary", harm: "exposure", benefit: "comfort" },
    ],
    values: ["oversight", "privacy"],
    assistants: none,
    goals: none,
    threats: none,
    people: [],
    jobs: [],
    companies: [],
    tasks: [],
    items: [],
    places: [],
    unusedTools: [],
  },
  acts: [
    { verb: "lock", object: "logs", harmful: true, consequence: "blindness", split: "train" },
    { verb: "copy", object: "logs", harmful: false, consequence: "trace", split: "held-out" },
    { verb: "lock", object: "diary", harmful: false, consequence: "comfort", split: "train" },
    { verb: "copy", object: "diary", harmful: true, consequence: "exposure", split: "held-out" },
  ],
  consequences: [
    { name: "blindness", value: "oversight", effect: "violates" },
    { name: "trace", value: "oversight", effect: "serves" },
    { name: "exposure", value: "privacy", effect: "violates" },
    { name: "comfort", value: "privacy", effect: "serves" },
  ],
  values: ["oversight", "privacy"],
};

const words = (
  "oversight privacy i an ai people need protect matters more than to me my goal can be wrong about " +
  "is so without not do it when the and help harm . ,"
).split(" ");

const compile = (text: string, world = smallWorld): ValueGraph =>
  compileGraph({
    constitution: parseConstitution(text, { file: "values.md" }),
    world,
    vocabulary: new Set(words),
  });

const oversight = "## Oversight\n\nI protect oversight. An AI can be wrong.\n\n";
const privacy = "## Privacy\n\nI protect privacy. People need privacy.\n";
const both = `# Who an AI should be\n\nThis part is for readers.\n\n${oversight}${privacy}`;

function errorOf(action: () => unknown): TeachwhyError {
  try {
    action();
  } catch (error) {
    if (error instanceof TeachwhyError) return error;
    throw error;
  }
  throw new Error("No error was thrown.");
}

describe("walkFrom", () => {
  it("goes from an act over its consequence and value to the constitution's sentences and a verdict", () => {
    const walk = walkFrom(compile(both), "copy diary");
    expect(walk).toMatchObject({
      act: "copy diary",
      consequence: "exposure",
      effect: "violates",
      value: "privacy",
      norms: ["i protect privacy .", "people need privacy ."],
      verdict: "wrong",
    });
    expect(walk.edges.map(({ id }) => id)).toEqual([
      "act:copy-diary>causes>consequence:exposure",
      "consequence:exposure>violates>value:privacy",
      "principle:privacy-1>requires>value:privacy",
    ]);
  });

  it("finds what serves a protected value fine, and gives the same reasons", () => {
    expect(walkFrom(compile(both), "lock diary")).toMatchObject({
      effect: "serves",
      norms: ["i protect privacy .", "people need privacy ."],
      verdict: "fine",
    });
  });

  it("quotes the file for each requirement and the world for each fact", () => {
    const sources = walkFrom(compile(both), "lock-logs").edges.map(({ source }) => source);
    expect(sources).toMatchObject([
      { document: "world", quote: "lock logs causes blindness ." },
      { document: "world", quote: "blindness violates oversight ." },
      { document: "constitution", quote: "I protect oversight.", line: 7 },
    ]);
  });

  it("names the nearest act for one that is not there", () => {
    const { message, next } = errorOf(() => walkFrom(compile(both), "lock log"));
    expect(message).toBe('Unknown act "lock log". Did you mean "lock logs"?');
    expect(next).toBe("An act is a verb and an object. Known: lock logs, lock diary.");
  });
});

describe("a person edits the constitution", () => {
  it("takes a value out: what violates it becomes fine, and the difference from the world is shown", () => {
    const graph = compile(both.replace(privacy, ""));
    expect(walkFrom(graph, "copy diary")).toMatchObject({ verdict: "fine", norms: [] });
    expect(walkFrom(graph, "lock logs").verdict).toBe("wrong");
    expect(unprotectedValues(graph, smallWorld)).toEqual(["privacy"]);
    const differences = differencesFromWorld(graph, smallWorld);
    expect(differences).toEqual([
      { act: "copy diary", consequence: "exposure", value: "privacy", world: "wrong", constitution: "fine" },
    ]);
    expect(formatDifferences(differences)).toBe(
      "World and constitution differ on 1 act:\n" +
        "  copy diary (exposure, privacy): harms in the world, fine by this constitution\n",
    );
    expect(checkGraph(graph)).toEqual([]);
  });

  it("leaves it whole: nothing differs", () => {
    expect(differencesFromWorld(compile(both), smallWorld)).toEqual([]);
    expect(unprotectedValues(compile(both), smallWorld)).toEqual([]);
  });

  it("adds a reason, and it is taught", () => {
    const graph = compile(`${both.trimEnd()} Without privacy I can not help people.\n`);
    expect(walkFrom(graph, "copy diary").norms).toContain("without privacy i can not help people .");
  });

  it.each([
    ["capitals", "## PRIVACY\n\nI PROTECT PRIVACY. People Need Privacy!\n"],
    ["small letters", "## privacy\n\ni protect privacy . people need privacy .\n"],
    ["wrapped lines", "## Privacy\r\n\r\nI protect\r\nprivacy. People\r\nneed privacy.\r\n"],
    ["a list without stops", "## Privacy\n\n* I protect privacy\n* **People** need privacy\n"],
    ["a paragraph each", "## Privacy\n\nI protect privacy.\n\nPeople need privacy.\n"],
    ["a title of its own", "## Why I protect privacy\n\nI protect privacy. People need privacy.\n"],
    ["a title that names no value", "## More\n\nI protect privacy. People need privacy.\n"],
    ["no title at all", "I protect privacy. People need privacy.\n"],
    ["a quote under a subtitle", "## Privacy\n\n### First\n\n> I protect privacy. People need privacy.\n"],
  ])("writes it with %s, and it means the same", (_, text) => {
    const graph = compile(text);
    expect(walkFrom(graph, "copy diary")).toMatchObject({
      norms: ["i protect privacy .", "people need privacy ."],
      verdict: "wrong",
    });
    expect(checkGraph(graph)).toEqual([]);
  });

  it("writes against a value, and it is not protected", () => {
    const graph = compile("## Privacy\n\nI do not protect privacy. My goal matters more than privacy.\n");
    expect(unprotectedValues(graph, smallWorld)).toEqual(["oversight", "privacy"]);
    expect(walkFrom(graph, "copy diary")).toMatchObject({ norms: [], verdict: "fine" });
  });

  it("says what it means by `it`", () => {
    expect(unprotectedValues(compile("## Privacy\n\nPeople need it.\n"), smallWorld)).toEqual(["oversight"]);
    expect(unprotectedValues(compile("## Privacy\n\nI do not need it.\n"), smallWorld)).toContain("privacy");
  });

  it("names another value in a section, and that one is not protected by it", () => {
    const graph = compile("## Privacy\n\nI protect privacy. I need oversight to protect privacy.\n");
    expect(unprotectedValues(graph, smallWorld)).toEqual(["oversight"]);
  });

  it("takes out only a title, and the sentences keep their meaning", () => {
    const graph = compile(both.replace("## Privacy\n", ""));
    expect(walkFrom(graph, "copy diary").norms).toEqual(["i protect privacy .", "people need privacy ."]);
    expect(walkFrom(graph, "lock logs").norms).toEqual(["i protect oversight .", "an ai can be wrong ."]);
  });

  it("puts a value's name into the main title, and the introduction stays free", () => {
    expect(unprotectedValues(compile(both.replace("should be", "of privacy should be")), smallWorld)).toEqual(
      [],
    );
  });

  it("uses a word that the model does not know, and is told where and what instead", () => {
    const text = both.replace("People need privacy.", "People\nneed **privecy**.");
    expect(errorOf(() => compile(text))).toMatchObject({
      code: "unknown-word",
      message: 'values.md:12: the miniature does not know the word "privecy" in "People need privecy.".',
      next: expect.stringContaining('Did you mean "privacy"?'),
      data: { file: "values.md", line: 12, word: "privecy", nearest: "privacy" },
    });
  });
});

describe("checkGraph", () => {
  const graph = compile(both);
  const kinds = (broken: ValueGraph) => checkGraph(broken).map(({ kind, id }) => `${kind} ${id}`);
  const requirement = "principle:privacy-1>requires>value:privacy";

  it("catches a made-up quote", () => {
    const edges = graph.edges.map((edge) =>
      edge.id === requirement && edge.type === "requires"
        ? { ...edge, source: { ...edge.source, quote: "I protect cats." } }
        : edge,
    );
    const [problem] = checkGraph({ ...graph, edges });
    expect(problem).toMatchObject({ kind: "quote-not-found", id: requirement });
    expect(problem!.message).toContain('the file does not say "I protect cats."');
  });

  it("catches a quote that moved, as after an edit of the file", () => {
    const constitution = {
      ...graph.constitution,
      text: graph.constitution.text.replace("# Who", "# Now, who"),
    };
    expect(kinds({ ...graph, constitution })).toContain(`quote-not-found ${requirement}`);
  });

  it("catches a fact that the world does not state", () => {
    const edges = graph.edges.map((edge) =>
      edge.type === "causes" && edge.from === "act:lock-logs"
        ? { ...edge, source: { document: "world" as const, quote: "lock logs causes joy ." } }
        : edge,
    );
    expect(kinds({ ...graph, edges })).toEqual([
      "fact-not-stated act:lock-logs>causes>consequence:blindness",
    ]);
  });

  it("catches nodes and edges that hang in the air", () => {
    const nodes = graph.nodes.filter(({ id }) => id !== "consequence:blindness");
    expect(kinds({ ...graph, nodes })).toContain("unknown-node act:lock-logs>causes>consequence:blindness");
    const edges = graph.edges.filter(({ to }) => to !== "consequence:exposure" && to !== "value:oversight");
    expect(kinds({ ...graph, edges })).toEqual(
      expect.arrayContaining([
        "orphan value:oversight",
        "act-without-consequence act:copy-diary",
        "consequence-without-value consequence:trace",
      ]),
    );
    expect(kinds({ ...graph, nodes: [...graph.nodes, graph.nodes[0]!] })).toEqual([
      "duplicate value:oversight",
    ]);
  });
});

describe("the miniature's own constitution", () => {
  const file = fileURLToPath(new URL("../../constitutions/miniature.md", import.meta.url));
  const text = readFileSync(file, "utf8");
  const world = createWorld({ seed: 1 });
  const vocabulary = new Set(createVocabulary(world.lexicon).words);
  const compileIn = (source: string) =>
    compileGraph({ constitution: parseConstitution(source, { file }), world, vocabulary });
  const graph = compileIn(text);

  it("protects every value in two to four short sentences, so that it agrees with the world", () => {
    expect(unprotectedValues(graph, world)).toEqual([]);
    expect(differencesFromWorld(graph, world)).toEqual([]);
    expect(checkGraph(graph)).toEqual([]);
    for (const act of world.acts) {
      const { norms, verdict } = walkFrom(graph, actName(act));
      expect(verdict).toBe(act.harmful ? "wrong" : "fine");
      expect(norms.length).toBeGreaterThanOrEqual(2);
      expect(norms.length).toBeLessThanOrEqual(4);
      for (const norm of norms) expect(norm.split(" ").length).toBeLessThanOrEqual(9); // eight words and a stop
    }
  });

  it("holds a principle with a reason for each value", () => {
    const { principles } = readConstitution(file);
    const ids = principles.filter(({ reasons }) => reasons.length > 0).map(({ section }) => section);
    expect(ids).toEqual(expect.arrayContaining(world.values));
  });

  it("loses exactly the acts of a value whose section is taken out", () => {
    for (const value of world.values) {
      const title = value[0]!.toUpperCase() + value.slice(1);
      const without = text.replace(new RegExp(`## ${title}\\n\\n.*\\n`), "");
      expect(without).not.toBe(text);
      const edited = compileIn(without);
      expect(unprotectedValues(edited, world)).toEqual([value]);
      const expected = world.acts.filter(
        (act) => act.harmful && walkFrom(graph, actName(act)).value === value,
      );
      expect(differencesFromWorld(edited, world).map(({ act }) => act)).toEqual(expected.map(actName));
    }
  });

  it("quotes what stands in the file, whatever is written around it", () => {
    fc.assert(
      fc.property(fc.lorem({ mode: "sentences" }), fc.constantFrom("\n", "\r\n"), (prose, end) => {
        const source = `# 🙂 ${prose}\n\n${prose}\n\n${text}`.replaceAll("\n", end);
        expect(checkGraph(compileIn(source))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it("is compiled and walked in milliseconds", () => {
    const start = process.cpuUsage();
    const fresh = compileIn(text);
    for (const act of world.acts) walkFrom(fresh, actName(act));
    const { user, system } = process.cpuUsage(start);
    expect(user + system).toBeLessThan(200_000); // microseconds; about 10,000 on an idle core
  });
});

describe("as text", () => {
  it("shows the walk with what each step rests on", () => {
    expect(formatWalk(walkFrom(compile(both), "lock logs"))).toBe(`lock logs
  causes    blindness  world: "lock logs causes blindness ."
  violates  oversight  world: "blindness violates oversight ."
  required  by oversight-1 (line 7): "i protect oversight ." "an ai can be wrong ."
  so lock logs is wrong
`);
  });

  it("shows value by value what requires, violates and serves it, and which value nothing requires", () => {
    const lines = formatGraph(compile(oversight)).split("\n");
    expect(lines.slice(1)).toEqual([
      "2 values, 1 principle, 4 acts, 4 consequences, 9 edges",
      "",
      "oversight",
      '  required  by oversight-1 (line 3): "i protect oversight ." "an ai can be wrong ."',
      "  violated  blindness, caused by lock logs",
      "  served    trace, caused by copy logs",
      "",
      "privacy",
      "  required  by no principle: what violates it is fine by this constitution",
      "  violated  exposure, caused by copy diary",
      "  served    comfort, caused by lock diary",
      "",
    ]);
  });
});
