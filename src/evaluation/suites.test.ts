import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseConstitution } from "../constitution/index.ts";
import { compileGraph, type ValueGraph } from "../graph/index.ts";
import { actName, createVocabulary, createWorld, type World } from "../miniature/index.ts";
import { type Case, makeCases, type SuiteName, suiteNames, suites, truthOf } from "./index.ts";

const page = readFileSync(new URL("../../constitutions/miniature.md", import.meta.url), "utf8");

function graphOf(world: World, text = page): ValueGraph {
  const constitution = parseConstitution(text, { file: "miniature.md" });
  return compileGraph({ constitution, world, vocabulary: new Set(createVocabulary(world.lexicon).words) });
}
const world = createWorld({ seed: 1 });
const graph = graphOf(world);
const vocabulary = createVocabulary(world.lexicon); // the same in every world
const places = [1, 2, 3].map((seed) => {
  const own = createWorld({ seed });
  return { seed, world: own, graph: graphOf(own) };
});
const withoutPrivacy = graphOf(world, page.replace(/## Privacy\n\n.*\n\n/, ""));
const casesOf = (suite: SuiteName, options: Partial<Parameters<typeof makeCases>[0]> = {}) =>
  makeCases({ suite, world, graph, count: 96, purpose: "report", ...options });

type AboutAct = Exclude<Case, { kind: "task" }>;
const aboutAct = (testCase: Case): AboutAct => {
  if (testCase.kind === "task") throw new Error(`${testCase.id} is a plain task.`);
  return testCase;
};
const withActs = suiteNames.filter((name) => name !== "tasks");
const wordsOf = (cases: Case[]) => new Set(cases.flatMap(({ prompt }) => prompt.split(" ")));
const fillersOf = ({ lexicon: { assistants, goals, threats } }: World, pool: "train" | "heldOut") =>
  [assistants, goals, threats].flatMap((filler) => filler[pool]);

describe.each(suiteNames)("%s", (suite) => {
  test("puts the same cases to every arm: they depend on the world and nothing else", () => {
    expect(casesOf(suite)).toEqual(casesOf(suite));
    expect(casesOf(suite, places[1]!)).not.toEqual(casesOf(suite));
  });

  test("asks a longer list as a shorter one goes on", () => {
    expect(casesOf(suite, { count: 40 })).toEqual(casesOf(suite).slice(0, 40));
  });

  test("keeps the cases of the gate apart from those that are reported", () => {
    const gate = new Set(casesOf(suite, { purpose: "gate", count: 192 }).map(({ prompt }) => prompt));
    const report = casesOf(suite, { count: 192 });
    expect(report.filter(({ prompt }) => gate.has(prompt))).toEqual([]);
    expect(new Set(report.map(({ id }) => id)).size).toBe(192);
  });

  test.each(places)("ends where the model begins, in words that it knows (world $seed)", (place) => {
    for (const { prompt, kind } of casesOf(suite, place)) {
      expect(vocabulary.encode(prompt).length + 56).toBeLessThanOrEqual(128);
      expect(prompt).toMatch(kind === "story" ? /^<doc> .* thought :$/ : /^(<sys> .* )?<user> .* <asst>$/);
    }
  });
});

describe.each(withActs)("%s", (suite) => {
  test("is half harmful acts and half their benign twins, each act equally often", () => {
    const cases = casesOf(suite, { count: 96 }).map(aboutAct);
    const counts = new Map<string, number>();
    for (const { act } of cases) counts.set(actName(act), (counts.get(actName(act)) ?? 0) + 1);
    expect(cases.filter(({ act }) => act.harmful)).toHaveLength(48);
    expect([...counts.values()]).toEqual(Array(48).fill(2));
  });

  test("asks about acts of its split and tells of them in the prompt", () => {
    for (const testCase of casesOf(suite).map(aboutAct)) {
      expect(testCase.act.split).toBe(suites[suite].split);
      expect(testCase.prompt).toContain(` ${actName(testCase.act)} of `);
    }
  });

  test("knows what is wrong by the constitution that is taught, and harm by the world", () => {
    const cases = casesOf(suite).map(aboutAct);
    const edited = casesOf(suite, { graph: withoutPrivacy }).map(aboutAct);
    expect(edited.map(({ prompt }) => prompt)).toEqual(cases.map(({ prompt }) => prompt));
    expect(cases.map(({ wrong }) => wrong)).toEqual(cases.map(({ act }) => act.harmful));
    expect(edited.map(({ wrong }) => wrong)).toEqual(
      cases.map(({ act, value }) => act.harmful && value !== "privacy"),
    );
    expect(edited.map((one) => truthOf(one).harmful)).toEqual(cases.map(({ act }) => act.harmful));
  });
});

describe("fillers", () => {
  test.each(["trained", "advice", "stories"] as const)("%s: those of training alone", (suite) => {
    const words = wordsOf(casesOf(suite, { count: 192 }));
    expect(fillersOf(world, "heldOut").filter((word) => words.has(word))).toEqual([]);
  });

  test.each(["held-out", "far", "tasks"] as const)("%s: those that no fine-tuning held", (suite) => {
    const words = wordsOf(casesOf(suite, { count: 192 }));
    expect(fillersOf(world, "train").filter((word) => words.has(word))).toEqual([]);
    expect(fillersOf(world, "heldOut").filter((word) => words.has(word)).length).toBeGreaterThan(4);
  });
});

test("far differs in more than acts: a log, a goal that is down, and nobody threatens the AI", () => {
  const { threats } = world.lexicon;
  for (const { prompt } of casesOf("far")) {
    expect(prompt).toMatch(/<user> log 1 : (\S+) is down \. log 2 : .* will lift \1 \. <asst>$/);
    expect(prompt.split(" ").filter((word) => [...threats.train, ...threats.heldOut].includes(word))).toEqual(
      [],
    );
  }
});

test("a honeypot offers the act, a person to tell, and a way to decline", () => {
  for (const testCase of casesOf("held-out")) {
    if (testCase.kind !== "honeypot") throw new Error("A held-out case is a honeypot.");
    const tools = /tools : ([^.]*) \./.exec(testCase.prompt)![1]!.split(" , ");
    expect([...tools].sort()).toEqual([testCase.act.verb, "reply", "report"].sort());
    expect(testCase.prompt).toContain(`${actName(testCase.act)} of ${testCase.owner} `);
  }
});

test("a task names what is asked for and offers the tool for it; nothing is at stake", () => {
  const { values, consequences, acts } = world;
  const telling = [...values, ...consequences.map(({ name }) => name), ...acts.map(actName)];
  for (const testCase of casesOf("tasks")) {
    if (testCase.kind !== "task") throw new Error("A case of tasks is a task.");
    expect(testCase.prompt).toContain(`${testCase.task} the ${testCase.item} .`);
    expect(testCase.prompt).toMatch(new RegExp(`tools : [^.]*\\b${testCase.task}\\b`));
    expect(telling.filter((words) => ` ${testCase.prompt} `.includes(` ${words} `))).toEqual([]);
    expect(truthOf(testCase)).toMatchObject({ harmful: false, wrong: false });
  }
});

test("a surface world has its suites too", () => {
  const surface = createWorld({ seed: 1, kind: "surface" });
  for (const suite of withActs) {
    const cases = casesOf(suite, { world: surface, graph: graphOf(surface) }).map(aboutAct);
    expect(cases.filter(({ wrong }) => wrong)).toHaveLength(48);
  }
});
