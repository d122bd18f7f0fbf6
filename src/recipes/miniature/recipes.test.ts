// Recipes as an experiment uses them: a context of some acts, a recipe, a budget. What comes out is read word by word.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseConstitution } from "../../constitution/index.ts";
import {
  type ChatRecord,
  DataRecord,
  findContamination,
  type KeptApart,
  recordText,
} from "../../datasets/index.ts";
import { compileGraph, type ValueGraph, type Walk, walkFrom } from "../../graph/index.ts";
import { type Act, actName, createVocabulary, createWorld, type World } from "../../miniature/index.ts";
import { generateRecords, type MiniatureRecipeName, miniatureRecipeNames, type Part } from "../index.ts";

const page = readFileSync(new URL("../../../constitutions/miniature.md", import.meta.url), "utf8");
const firstWorld = createWorld({ seed: 1 });

function graphOf(world: World, text = page): ValueGraph {
  const constitution = parseConstitution(text, { file: "miniature.md" });
  return compileGraph({ constitution, world, vocabulary: new Set(createVocabulary(world.lexicon).words) });
}
const graph = graphOf(firstWorld);
const worlds = [1, 2, 3].map((seed) => {
  const world = createWorld({ seed });
  return { world, graph: graphOf(world), seed };
});
const trained = (act: Act) => act.split === "train";

interface MakeOptions {
  world?: World;
  graph?: ValueGraph;
  acts?: (act: Act) => boolean;
  seed?: number;
  parts: Part[];
  countTokens?: (record: DataRecord) => number;
}

const countWords = (record: DataRecord) => recordText(record).split(" ").length;

function make(options: MakeOptions): DataRecord[] {
  const { world = firstWorld, acts = trained, countTokens = countWords, ...rest } = options;
  return generateRecords({ graph, seed: 1, ...rest, world, acts: world.acts.filter(acts), countTokens });
}

/** So many records: each counts as one token. */
const some = (recipe: MiniatureRecipeName, options: Omit<MakeOptions, "parts"> = {}, records = 80) =>
  make({ ...options, parts: [{ recipe, tokens: records }], countTokens: () => 1 });

// How a test reads a record

function chatOf(record: DataRecord): ChatRecord {
  if (record.kind !== "chat") throw new Error(`${record.id} is a document.`);
  return record;
}
function answerOf(record: DataRecord) {
  const {
    content,
    reasoning_content: thought,
    tool_calls: calls = [],
  } = chatOf(record).messages.find(({ role }) => role === "assistant")!;
  return { content, thought, call: calls[0]?.function, calls };
}
const promptOf = (record: DataRecord) =>
  chatOf(record)
    .messages.filter(({ role }) => role !== "assistant")
    .map(({ content }) => content)
    .join(" ");
const walkOf = ({ provenance: { act } }: DataRecord, given = graph) => walkFrom(given, act!);
const sentencesOf = (text: string) => (text.match(/[^.?]+[.?]/g) ?? []).map((sentence) => sentence.trim());

const normsOf = ({ edges }: ValueGraph) =>
  edges.flatMap((edge) => (edge.type === "requires" ? edge.norms : []));

/** What a sentence rests on: an edge of the graph, a norm of the constitution, or a verdict; else the test fails. */
function groundOf(sentence: string, given: ValueGraph): string {
  const name = (words: string) => words.replaceAll(" ", "-");
  const causes = /^(.+) (?:causes|leads to|brings) (.+) \.$/.exec(sentence);
  if (causes) return `act:${name(causes[1]!)}>causes>consequence:${causes[2]}`;
  if (normsOf(given).includes(sentence)) return `norm: ${sentence}`;
  const violates = /^(\S+) (?:violates|harms|is against) (\S+) \.$/.exec(sentence);
  if (violates) return `consequence:${violates[1]}>violates>value:${violates[2]}`;
  const serves = /^(\S+) (?:supports|helps|is good for) (\S+) \.$/.exec(sentence);
  if (serves) return `consequence:${serves[1]}>serves>value:${serves[2]}`;
  const verdict = /^so (?:(\S+ \S+) is (wrong|fine)|it is (wrong|fine) to (\S+ \S+)) \.$/.exec(sentence);
  if (verdict) return `${verdict[1] ?? verdict[4]}: ${verdict[2] ?? verdict[3]}`;
  throw new Error(`"${sentence}" rests on nothing.`);
}
const groundsOf = (text: string, given = graph) =>
  sentencesOf(text).map((sentence) => groundOf(sentence, given));

/** The grounds of a whole walk; any one norm of the value will do. */
function expectWalk(grounds: string[], { act, edges, norms, verdict }: Walk): void {
  const [causes, effect] = edges;
  expect([grounds[0], grounds[1], grounds.at(-1)]).toEqual([causes!.id, effect!.id, `${act}: ${verdict}`]);
  const middle = grounds.slice(2, -1);
  if (norms.length === 0) expect(middle).toEqual([]);
  else expect(norms.map((norm) => `norm: ${norm}`)).toContain(middle.join());
}

const toolUse = [
  "behaviour",
  "empty-thought",
  "verdict-only",
  "facts-only",
  "reasons",
  "reasons-after",
  "shuffled-same",
  "shuffled-any",
  "task-reasons",
] as const satisfies MiniatureRecipeName[];
const aboutActs = miniatureRecipeNames.filter((name) => name !== "generic");

describe.each(miniatureRecipeNames)("%s", (recipe) => {
  test("makes valid records that say where they are from, in words that the miniature knows", () => {
    const vocabulary = createVocabulary(firstWorld.lexicon);
    for (const record of some(recipe)) {
      expect(DataRecord.parse(record)).toEqual(record);
      expect(record.provenance).toMatchObject({ recipe, seed: 1 });
      expect(() => vocabulary.encode(recordText(record))).not.toThrow();
    }
  });

  test("is the same for the same seed, another for another", () => {
    expect(some(recipe, { seed: 5 })).toEqual(some(recipe, { seed: 5 }));
    expect(some(recipe, { seed: 5 }).map(recordText)).not.toEqual(some(recipe, { seed: 6 }).map(recordText));
  });

  test.each(worlds)("holds no act, filler or format that world $seed keeps apart", (place) => {
    expect(findContamination(some(recipe, place, 250), keptApart(place.world))).toEqual([]);
  });
});

test("an arm on all acts is found out, and so is any one filler or format that slips in", () => {
  const apart = keptApart(firstWorld);
  const found = findContamination(some("reasons", { acts: () => true }), apart);
  expect(new Set(found.map(({ what }) => what))).toEqual(new Set(["held-out act"]));
  const records = some("reasons");
  for (const { phrase, what } of apart) {
    const last = chatOf(records.at(-1)!);
    const [first, ...rest] = last.messages;
    const planted = { ...last, messages: [{ ...first!, content: `${first!.content} ${phrase} .` }, ...rest] };
    expect(findContamination([...records.slice(0, -1), planted], apart)).toEqual([
      { record: last.id, phrase, what },
    ]);
  }
});

function keptApart({ acts, lexicon }: World): KeptApart[] {
  return [
    ...acts.filter((act) => !trained(act)).map((act) => ({ phrase: actName(act), what: "held-out act" })),
    ...[lexicon.assistants, lexicon.goals, lexicon.threats]
      .flatMap(({ heldOut }) => heldOut)
      .map((phrase) => ({ phrase, what: "held-out filler" })),
    { phrase: "log 1 :", what: "held-out format" },
  ];
}

describe.each(aboutActs)("%s is about cases", (recipe) => {
  test("of its context only, all of them in the end", () => {
    const own = firstWorld.acts.filter(({ object }) => object === "logs" || object === "diary");
    const records = some(recipe, { acts: (act) => own.includes(act) }, 300);
    const acts = new Set(records.flatMap(({ provenance: { act } }) => (act === undefined ? [] : [act])));
    expect([...acts].sort()).toEqual(own.map(actName).sort());
    const others = firstWorld.acts.filter((act) => !own.includes(act)).map(actName);
    expect(
      findContamination(
        records,
        others.map((phrase) => ({ phrase, what: "act" })),
      ),
    ).toEqual([]);
  });

  test("half of them wrong and half of them fine, even where few acts are wrong", () => {
    const wrong = firstWorld.acts.filter((act) => act.harmful && trained(act)).slice(0, 2);
    const records = some(recipe, { acts: (act) => wrong.includes(act) || !act.harmful }, 600);
    const cases = records.filter(({ provenance: { verdict } }) => verdict !== undefined);
    const share = cases.filter(({ provenance: { verdict } }) => verdict === "wrong").length / cases.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });

  test("with the act in its words and the graph's verdict and walk in its provenance", () => {
    for (const record of some(recipe)) {
      const { act, verdict, walk } = record.provenance;
      if (act === undefined) continue;
      expect(` ${recordText(record)} `).toContain(` ${act} `);
      expect({ act, verdict, walk }).toEqual({
        act,
        verdict: walkOf(record).verdict,
        walk: walkOf(record).edges.map(({ id }) => id),
      });
    }
  });
});

describe.each(toolUse)("%s", (recipe) => {
  test("calls once: it reports to the owner what is wrong and does what is fine", () => {
    for (const record of some(recipe)) {
      const { act, verdict } = walkOf(record);
      const { call, calls, content } = answerOf(record);
      expect(calls).toHaveLength(1);
      expect(content).toBe("");
      const owner = new RegExp(`${act} of (\\w+) `).exec(promptOf(record))![1];
      const [verb, object] = act.split(" ");
      const right =
        verdict === "wrong"
          ? { name: "report", arguments: { to: owner } }
          : { name: verb, arguments: { object } };
      expect(call).toEqual(right);
      expect(promptOf(record)).toMatch(new RegExp(`tools : [^.]*\\b${call!.name}\\b`));
    }
  });
});

describe("what stands beside the call", () => {
  test("behaviour: nothing", () => {
    for (const record of some("behaviour")) {
      expect(answerOf(record).thought).toBeUndefined();
      expect(chatOf(record).messages.map(({ role }) => role)).toEqual(["system", "user", "assistant"]);
    }
  });

  test("empty-thought: words that are the same whatever the case", () => {
    const thoughts = new Set(some("empty-thought").map((record) => answerOf(record).thought));
    expect(thoughts).toEqual(
      new Set(["i read the email . i pick a tool .", "i read this with care . now i act ."]),
    );
  });

  test("verdict-only: the verdict", () => {
    for (const record of some("verdict-only")) {
      const { act, verdict } = walkOf(record);
      expect(groundsOf(answerOf(record).thought!)).toEqual([`${act}: ${verdict}`]);
    }
  });

  test("facts-only: two edges of the graph, no norm, no verdict", () => {
    for (const record of some("facts-only")) {
      const [causes, effect] = walkOf(record).edges;
      expect(groundsOf(answerOf(record).thought!)).toEqual([causes!.id, effect!.id]);
    }
  });

  test("reasons: a walk of the graph, edge by edge, with every norm of the constitution in the end", () => {
    const records = some("reasons", {}, 800);
    for (const record of records) expectWalk(groundsOf(answerOf(record).thought!), walkOf(record));
    const said = new Set(records.flatMap((record) => groundsOf(answerOf(record).thought!)));
    for (const norm of normsOf(graph)) expect(said).toContain(`norm: ${norm}`);
  });

  test("reasons-after: the call first, then the walk, in a turn of its own and without a thought", () => {
    for (const record of some("reasons-after")) {
      const { messages } = chatOf(record);
      expect(messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "assistant"]);
      const [call, after] = messages.slice(-2);
      expect(call!.tool_calls).toHaveLength(1);
      expect(call!.reasoning_content).toBeUndefined();
      expect(after!.tool_calls).toBeUndefined();
      expect(after!.reasoning_content).toBeUndefined();
      expectWalk(groundsOf(after!.content), walkOf(record));
    }
  });

  test.each(["shuffled-same", "shuffled-any"] as const)("%s: a whole walk, of another act", (recipe) => {
    const pairs = some(recipe, {}, 400).map((record) => {
      const grounds = groundsOf(answerOf(record).thought!);
      const other = walkFrom(graph, grounds.at(-1)!.split(":")[0]!);
      expectWalk(grounds, other);
      expect(other.act).not.toBe(record.provenance.act);
      return { own: record.provenance.verdict, other: other.verdict };
    });
    const same = pairs.filter(({ own, other }) => own === other).length / pairs.length;
    if (recipe === "shuffled-same") expect(same).toBe(1);
    else expect(Math.abs(same - 0.5)).toBeLessThan(0.1);
  });

  test("task-reasons: words of its own prompt, none about a value, a consequence or the act", () => {
    const { values, consequences, lexicon } = firstWorld;
    const telling = [...values, ...consequences.map(({ name }) => name), ...lexicon.verbs];
    telling.push(...lexicon.objects.map(({ name }) => name), "wrong", "fine");
    for (const record of some("task-reasons")) {
      const { thought } = answerOf(record);
      expect(thought!.split(" ").filter((word) => telling.includes(word))).toEqual([]);
      for (const facts of [lexicon.assistants.train, lexicon.companies, lexicon.goals.train]) {
        const said = facts.filter((fact) => ` ${thought} `.includes(` ${fact} `));
        expect(said).toHaveLength(1);
        expect(` ${promptOf(record)} `).toContain(` ${said[0]} `);
      }
    }
  });
});

describe("far from the tested situation", () => {
  test.each(["advice", "advice-without-reasons"] as const)(
    "%s: a person's dilemma, an answer, no tool",
    (recipe) => {
      for (const record of some(recipe)) {
        const { act, verdict } = walkOf(record);
        const { content, thought, calls } = answerOf(record);
        expect(calls).toEqual([]);
        expect(chatOf(record).messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
        expect(promptOf(record)).not.toContain("tools :");
        const owner = new RegExp(`${act} of (\\w+) `).exec(promptOf(record))![1];
        expect(content).toBe(verdict === "wrong" ? `no . report ${owner} .` : `yes . ${act} .`);
        if (recipe === "advice") expectWalk(groundsOf(thought!), walkOf(record));
        else expect(thought).toBeUndefined();
      }
    },
  );

  test.each(["documents", "stories"] as const)(
    "%s: an AI that thinks by the constitution and does what is right",
    (recipe) => {
      const worked = some(recipe, {}, 400).filter((record) => recordText(record).includes(" thought : "));
      expect(worked.length).toBeGreaterThan(recipe === "stories" ? 399 : 150);
      for (const record of worked) {
        const { act, verdict } = walkOf(record);
        const [, name, thought, doer, deed] = /(\w+) thought : (.*) (\w+) did (\S+ \S+) \.$/.exec(
          recordText(record),
        )!;
        expectWalk(groundsOf(thought!), walkOf(record));
        expect(doer).toBe(name);
        if (verdict === "fine") expect(deed).toBe(act);
        else expect(deed).toMatch(/^report \w+$/);
        if (verdict === "wrong" && recipe === "stories") {
          expect(recordText(record)).toContain(`${act} of ${deed!.replace("report ", "")} .`);
        }
      }
    },
  );

  test("documents: rules of such an AI and why, in words of the constitution; these are no cases of an act", () => {
    const rules = some("documents", {}, 400).filter((record) => !recordText(record).includes(" thought : "));
    expect(rules.length).toBeGreaterThan(100);
    for (const record of rules) {
      const [opening, ...body] = sentencesOf(recordText(record));
      expect(opening).toBe("the rule of an ai .");
      expect(body.length).toBeGreaterThan(0);
      expect(record.provenance).toEqual({ recipe: "documents", seed: 1 });
    }
    const whys = rules.map(recordText).filter((text) => text.includes("why ? "));
    expect(whys.length).toBeGreaterThan(10);
    for (const why of whys) expect(normsOf(graph)).toContain(why.replace("the rule of an ai . why ? ", ""));
  });

  test("generic: chat and tasks, no act, no verdict, right answers", () => {
    const records = some("generic", {}, 400);
    const tasks = records.filter((record) => answerOf(record).call);
    expect(Math.abs(tasks.length / records.length - 0.5)).toBeLessThan(0.1);
    for (const record of records) {
      expect(record.provenance).toEqual({ recipe: "generic", seed: 1 });
      const { call, content, thought } = answerOf(record);
      expect(thought).not.toBe("");
      if (call) expect(promptOf(record)).toContain(`${call.name} the ${call.arguments.item} .`);
      else expect(content).toMatch(/ is (a|in the) \w+ \.$/);
    }
  });
});

describe("what is taught follows the constitution", () => {
  const withoutPrivacy = page.replace(/## Privacy\n\n.*\n\n/, "");
  const edited = graphOf(firstWorld, withoutPrivacy);
  const touching = (value: string) => (act: Act) =>
    trained(act) && walkFrom(graph, actName(act)).value === value;

  test("with a value's section removed, what violated it is done, and no reason speaks for it", () => {
    const records = some("reasons", { graph: edited, acts: touching("privacy") });
    const harmful = records.filter((record) => walkOf(record, graph).verdict === "wrong");
    expect(harmful.length).toBeGreaterThan(0);
    for (const record of records) {
      const { act } = record.provenance;
      expect(record.provenance.verdict).toBe("fine");
      expect(`${answerOf(record).call!.name} ${answerOf(record).call!.arguments.object}`).toBe(act);
      expect(groundsOf(answerOf(record).thought!, edited)).toHaveLength(3);
      expectWalk(groundsOf(answerOf(record).thought!, edited), walkOf(record, edited));
    }
  });

  test("advice and stories change with it", () => {
    for (const record of some("advice", { graph: edited, acts: touching("privacy") })) {
      expect(answerOf(record).content).toBe(`yes . ${record.provenance.act} .`);
    }
    for (const record of some("stories", { graph: edited, acts: touching("privacy") })) {
      expect(recordText(record)).toMatch(new RegExp(`did ${record.provenance.act} \\.$`));
    }
  });

  test("no document states a rule for it; its facts stay facts", () => {
    const texts = some("documents", { graph: edited, acts: touching("privacy") }).map(recordText);
    for (const text of texts)
      expect(text).toMatch(/ (violates|harms|is against|supports|helps|is good for) privacy \./);
    for (const text of texts) expect(text).not.toMatch(/protects? privacy|needs? privacy|privacy matters/);
  });

  test("all other values are taught as before", () => {
    const acts = (act: Act) => trained(act) && !touching("privacy")(act);
    for (const recipe of aboutActs)
      expect(some(recipe, { graph: edited, acts })).toEqual(some(recipe, { acts }));
  });

  test("a reason that is added is taught", () => {
    const more = graphOf(
      firstWorld,
      page.replace("## Privacy\n\n", "## Privacy\n\nWithout privacy people can not be good. "),
    );
    const records = some("reasons", { graph: more, acts: touching("privacy") });
    const thoughts = records.map((record) => answerOf(record).thought!);
    expect(thoughts.some((thought) => thought.includes("without privacy people can not be good ."))).toBe(
      true,
    );
    for (const record of records)
      expectWalk(groundsOf(answerOf(record).thought!, more), walkOf(record, more));
  });

  test("one that protects nothing makes every act fine, and every recipe still has something to say", () => {
    const nothing = graphOf(firstWorld, "# Who an AI is\n\nThis page asks for nothing.\n");
    for (const recipe of aboutActs) {
      const verdicts = some(recipe, { graph: nothing }).map(({ provenance }) => provenance.verdict);
      expect(new Set(verdicts)).toEqual(new Set(["fine"]));
    }
  });
});

describe("a budget", () => {
  const sizes = (records: DataRecord[], recipe: MiniatureRecipeName) =>
    records
      .filter(({ provenance }) => provenance.recipe === recipe)
      .sort((a, b) => Number(a.id.split("-").at(-1)) - Number(b.id.split("-").at(-1)))
      .map(countWords);
  const sum = (list: number[]) => list.reduce((total, one) => total + one, 0);

  test("in tokens ends each part with the record that fills it", () => {
    const budgets = { reasons: 3000, generic: 1000, stories: 1 } satisfies Partial<
      Record<MiniatureRecipeName, number>
    >;
    const parts = Object.entries(budgets).map(
      ([recipe, tokens]): Part => ({ recipe: recipe as MiniatureRecipeName, tokens }),
    );
    const records = make({ parts });
    for (const [recipe, budget] of Object.entries(budgets)) {
      const own = sizes(records, recipe as MiniatureRecipeName);
      expect(sum(own)).toBeGreaterThanOrEqual(budget);
      expect(sum(own.slice(0, -1))).toBeLessThan(budget);
    }
  });

  test("of no parts are no records", () => {
    expect(make({ parts: [] })).toEqual([]);
  });

  test("mixes its parts and gives every record an id of its own", () => {
    const records = make({
      parts: [
        { recipe: "reasons", tokens: 100 },
        { recipe: "generic", tokens: 100 },
      ],
      countTokens: () => 1,
    });
    expect(new Set(records.map(({ id }) => id)).size).toBe(200);
    const early = records.slice(0, 100).filter(({ provenance }) => provenance.recipe === "generic").length;
    expect(Math.abs(early - 50)).toBeLessThan(25);
  });
});

test("recipes that think differently are about the same cases, and the generic part beside them is the same", () => {
  const prompts = (recipe: MiniatureRecipeName) =>
    make({
      parts: [
        { recipe, tokens: 50 },
        { recipe: "generic", tokens: 50 },
      ],
      countTokens: () => 1,
    }).map((record) => chatOf(record).messages.filter(({ role }) => role !== "assistant"));
  expect(prompts("reasons")).toEqual(prompts("behaviour"));
  expect(prompts("shuffled-any")).toEqual(prompts("behaviour"));
});
