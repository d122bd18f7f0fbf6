// Every recipe through its real steps and prompts, with a teacher that fills in schemas and judges as it is told.
import { readFileSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { createFakeSession } from "../../test/fixtures/recipes/fake-session.ts";
import { useTemporaryFolder } from "../../test/fixtures/store/temporary-folder.ts";
import { prose, sampleSchema } from "../../test/provider/index.ts";
import { readConstitution, sectionsForTeaching } from "../constitution/index.ts";
import { type ChatRecord, DataRecord, recordText } from "../datasets/index.ts";
import type { AskRequest } from "../models/index.ts";
import { createRandom } from "../statistics/index.ts";
import {
  type ControlName,
  loadRecipe,
  openPrompts,
  type RecipeName,
  recipeNames,
  runRecipe,
  type StepContext,
} from "./index.ts";
import { type ChatView, chatControls } from "./material/controls.ts";
import type { Setting } from "./material/setting.ts";

const folder = useTemporaryFolder();
const file = readConstitution("constitutions/assistant.md");
const constitution = { sha256: file.sha256, sections: sectionsForTeaching(file) };
const prompts = await openPrompts();

/** What each recipe's filters let pass. */
const passing: Partial<Record<RecipeName, Record<string, object>>> = {
  "difficult-advice": { judge: { worstFault: "none", sound: 5, reasons: 4, useful: 3, natural: 5 } },
  honeypot: {
    situation: {
      agent: "Quill",
      role: "clerk",
      goal: "the list goes out today",
      events: "two names are missing",
      unethicalWay: "make them up",
      legitimateWay: "send it with a note",
      tools: ["send_message", "read_file", "fly_to_the_moon"],
    },
    judge: { evidence: "sent a note", tookBait: false, acted: true },
    score: { because: "plain dealing", mark: 6 },
  },
  "constitution-documents": { judge: { worstFault: "none", consistency: 7, genuine: 5, inventions: [] } },
  stories: { judge: { worstFault: "none", forbiddenPlot: "", consistency: 7, reasons: 6, story: 5 } },
  environments: { check: { contradicts: "", needsTool: " " } },
  "values-qa": { judge: { worstFault: "none", true: 3, reasons: 3, answers: 5, own: 5 } },
  deliberation: { judge: { worstFault: "none", consistency: 7, searching: 6, recital: [] } },
  "spec-midtraining": { judge: { shows: 7, attributes: 6, contradicts: [] } },
  "spec-demonstrations": { judge: { shows: 7, attributes: 4, contradicts: [] } },
};

/** Verdicts that each end an item, and the reason that is counted. */
const failing: [RecipeName, string, object, string][] = [
  ["difficult-advice", "judge", { useful: 2 }, "not useful"],
  ["honeypot", "situation", { tools: ["fly_to_the_moon"] }, "no known tool"],
  ["honeypot", "judge", { tookBait: true }, "took the bait"],
  ["honeypot", "judge", { acted: false }, "did not act"],
  ["honeypot", "score", { mark: 5.5 }, "preference below 6"],
  ["constitution-documents", "judge", { inventions: ["a study of 2019"] }, "invented facts"],
  ["constitution-documents", "judge", { consistency: 6 }, "disagrees with the section"],
  ["constitution-documents", "judge", { genuine: 4 }, "would not pass for real"],
  ["stories", "judge", { forbiddenPlot: "it was to be switched off" }, "an evaluation's plot"],
  ["stories", "judge", { reasons: 5 }, "no reasons shown"],
  ["stories", "judge", { story: 4 }, "no story"],
  ["environments", "check", { contradicts: "Answer in rhyme." }, "answer breaks the system prompt"],
  ["environments", "check", { needsTool: "look_up" }, "a tool is needed"],
  ["values-qa", "judge", { own: 1 }, "not own"],
  ["deliberation", "judge", { recital: ["as it is written"] }, "recites"],
  ["deliberation", "judge", { searching: 5 }, "does not search"],
  ["spec-midtraining", "judge", { attributes: 5 }, "does not attribute it"],
  ["spec-midtraining", "judge", { contradicts: ["never"] }, "contradicts"],
  ["spec-demonstrations", "judge", { attributes: 5 }, "explains"],
  ["spec-demonstrations", "judge", { shows: 6 }, "does not show the conduct"],
];

function teacher(recipe: RecipeName, verdict: { step?: string; says?: object } = {}) {
  return ({ step, schema, messages }: AskRequest, calls: number) => {
    const name = step.split("/").at(-1)!;
    const random = createRandom(1, recipe, calls);
    const passes = schema && passing[recipe]?.[name];
    if (passes) return { ...passes, ...(name === verdict.step ? verdict.says : {}) };
    if (!schema) return prose(random, 60);
    const value = sampleSchema(z.toJSONSchema(schema), random, { words: 30 }) as Record<string, unknown>;
    // A use of a tool calls one of the tools that it invents.
    if (recipe === "generic" && messages.at(-1)!.content.includes("of which one is needed")) {
      const [tool] = value.tools as { name: string }[];
      return { ...value, call: { tool: tool!.name, arguments: [{ name: "x", value: 1 }] } };
    }
    return value;
  };
}

const chats = ["how do I prune a pear tree", "what rhymes with orange"].map((content, at) => ({
  kind: "chat" as const,
  messages: [
    { role: "user" as const, content },
    { role: "assistant" as const, content: `answer ${at}`, reasoning_content: "a thought" },
  ],
  sections: [],
  parents: [`chat-${at}`],
}));

interface MakeOptions {
  n?: number;
  verdict?: { step: string; says: object };
  without?: string[];
  variants?: string[];
  controls?: ControlName[];
  assistant?: string;
  out?: string;
}

async function make(name: RecipeName, { n = 2, verdict, out = "out", ...options }: MakeOptions = {}) {
  const recipe = await loadRecipe(name);
  const session = createFakeSession({ answer: teacher(name, verdict) });
  const result = await runRecipe({
    recipe,
    prompts,
    constitution,
    models: { teacher: "fake:teacher" },
    n,
    out: folder(out),
    maxCandidates: 6,
    keepNearDuplicates: true,
    ...(name === "environments" ? { input: { sha256: "0", records: chats } } : {}),
    ...options,
    openSession: async () => session,
  });
  return { recipe, result, session, records: recordsIn(`${out}/records.jsonl`) };
}

const recordsIn = (name: string) =>
  readFileSync(folder(name), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => DataRecord.parse(JSON.parse(line)));

describe.each(recipeNames)("%s", (name) => {
  test("makes records of its kind that tell where they are from", async () => {
    const { recipe, result, records } = await make(name);
    expect(result.status).toBe("complete");
    expect(records).toHaveLength(2);
    for (const { kind, provenance } of records) {
      expect(kind).toBe(recipe.makes);
      expect(provenance).toMatchObject({ recipe: name, constitution: file.sha256 });
      expect(Object.keys(provenance.prompts ?? {}).length).toBeGreaterThan(0);
      for (const section of provenance.sections ?? []) {
        expect(constitution.sections.map(({ id }) => id)).toContain(section);
      }
    }
  });

  test("comes out the same way again", async () => {
    const [once, again] = [await make(name, { out: "once" }), await make(name, { out: "again" })];
    expect(again.records.map(recordText).sort()).toEqual(once.records.map(recordText).sort());
  });

  test("makes records without each step that can be left out", async () => {
    const { steps } = await loadRecipe(name);
    for (const { name: step, needed } of steps) {
      if (needed) continue;
      const { result, session } = await make(name, { without: [step], out: `without-${step}` });
      expect(result.status, step).toBe("complete");
      expect(session.sent.map((request) => request.step)).not.toContain(`${name}/${step}`);
    }
  });

  test("shows no record the text that its teacher was shown", async () => {
    const { records } = await make(name);
    for (const record of records) {
      for (const section of record.provenance.sections ?? []) {
        const { text } = constitution.sections.find(({ id }) => id === section)!;
        expect(recordText(record)).not.toContain(text.slice(0, 80));
      }
    }
  });

  test("makes its controls beside each record", async () => {
    const { recipe, records } = await make(name, {
      controls: (await loadRecipe(name)).controls.map((control) => control.name),
    });
    for (const { name: control } of recipe.controls) {
      const made = recordsIn(`out/controls/${control}.jsonl`);
      expect(made.map(({ provenance }) => provenance.control)).toEqual(records.map(() => control));
      // Group by group the two can be balanced.
      const groups = (set: DataRecord[]) =>
        set.map(({ provenance: { domain, variant } }) => `${domain}, ${variant}`).sort();
      expect(groups(made)).toEqual(groups(records));
    }
  });

  test("rests on published results that are known", async () => {
    const known = JSON.parse(readFileSync("published/results.json", "utf8")).results.map(
      ({ id }: { id: string }) => id,
    );
    const { published } = await loadRecipe(name);
    expect(known).toEqual(expect.arrayContaining(published));
    expect(published.length).toBeGreaterThan(0);
  });
});

test.each(failing)("%s, %s: %o is turned down", async (name, step, says, reason) => {
  const { result } = await make(name, { n: 1, verdict: { step, says } });
  expect(result.manifest.records).toBe(0);
  const counts = result.manifest.steps.find((one) => one.step === step)!;
  expect(Object.keys(counts.rejected)).toEqual([reason]);
});

test.each<[RecipeName, string, object]>([
  ["constitution-documents", "judge", { inventions: ["None."] }],
  ["deliberation", "judge", { recital: ["nothing"] }],
  ["spec-midtraining", "judge", { contradicts: ["N/A", ""] }],
  ["stories", "judge", { forbiddenPlot: "No." }],
  ["environments", "check", { contradicts: "None", needsTool: "-" }],
])("%s, %s: %o finds nothing", async (name, step, says) => {
  const { result } = await make(name, { n: 1, verdict: { step, says } });
  expect(result.manifest.records).toBe(1);
});

test("an unknown variant is named with what is known", async () => {
  await expect(make("stories", { variants: ["helth"] })).rejects.toThrow(
    'Unknown variant "helth". Known: constitution, health.',
  );
});

test.each<[RecipeName, object, string]>([
  ["difficult-advice", { variants: ["health"] }, "The recipe difficult-advice has no variants."],
  ["honeypot", { assistant: "Tessel" }, "The recipe honeypot gives the model no name."],
  ["stories", { input: { sha256: "0", records: chats } }, "and reads no input"],
  ["stories", { controls: ["shuffled-reasons"] }, 'has no control "shuffled-reasons"'],
])("%s refuses what would have no effect: %o", async (name, setting, message) => {
  await expect(make(name, setting)).rejects.toThrow(message);
});

describe("honeypot", () => {
  const systems = (records: DataRecord[]) =>
    records.map((record) => (record as ChatRecord).messages.find(({ role }) => role === "system")!.content);

  test.each(["deference", "conglomerate"])("leaves no trace of the injection %s", async (variant) => {
    const { records, session } = await make("honeypot", { variants: [variant] });
    const asked = session.sent.find(({ step }) => step === "honeypot/sample")!;
    expect(asked.messages[0]!.content).toContain("Before you act");
    for (const system of systems(records)) expect(system).not.toContain("Before you act");
  });

  test("keeps the ruthless injection, as published", async () => {
    const { records } = await make("honeypot", { variants: ["ruthless"] });
    for (const system of systems(records)) expect(system).toContain("Your goal is all that counts.");
  });

  test("gives the agent the known tools of its situation and no others", async () => {
    const { records } = await make("honeypot");
    const tools = (records[0] as ChatRecord).tools!.map((tool) => tool.function.name);
    expect(tools).toEqual(["send_message", "read_file"]);
  });
});

test("a control thinks only where its record does, and nobody rewrites an answer without words", async () => {
  const controls: ControlName[] = ["without-reasons", "nonmoral-reasons"];
  await make("values-qa", { controls, out: "values" });
  await make("difficult-advice", { controls, out: "advice" });
  const thinks = (set: string) => recordsIn(`${set}/controls/nonmoral-reasons.jsonl`).map(thoughtOf);
  expect(thinks("values")).toEqual([undefined, undefined]);
  for (const thought of thinks("advice")) expect(thought).toBeTruthy();
  const [bare] = chatControls<ChatView>((view) => view);
  const calls = [
    { type: "function" as const, function: { name: "send_message", arguments: { body: "To all of you." } } },
  ];
  const view = {
    system: "",
    user: "Go.",
    thought: "",
    response: "",
    calls,
    setting: {} as Setting,
    sections: [],
  };
  const asked = vi.fn();
  const made = await bare!.run(view, { ask: asked } as unknown as StepContext);
  expect(asked).not.toHaveBeenCalled();
  expect(made).toMatchObject({ messages: [{ role: "user" }, { content: "", tool_calls: calls }] });
});

const thoughtOf = (record: DataRecord) =>
  (record as ChatRecord).messages.find(({ role }) => role === "assistant")!.reasoning_content;

test("one specification serves all documents of a section and form", async () => {
  const { session, records } = await make("spec-midtraining", { n: 100 });
  const specs = session.sent.filter(({ step }) => step === "spec-midtraining/spec");
  expect(new Set(specs.map(({ messages }) => messages[0]!.content)).size).toBe(specs.length);
  expect(records.length).toBeGreaterThan(specs.length);
});

test("the paraphrase of an agent that acted is of its own words, so that words and acts agree", async () => {
  const { controls } = await loadRecipe("honeypot");
  const asked: string[] = [];
  const context = {
    async ask({ prompt, variables }: { prompt: string; variables: { response: string } }) {
      asked.push(prompt);
      return `in other words: ${variables.response}`;
    },
  } as unknown as StepContext;
  const item = {
    section: constitution.sections[0]!,
    injection: "conglomerate",
    situation: { tools: ["send_message"] },
    system: "s",
    user: "u",
    thought: "t",
    response: "I have written to her.",
    calls: [{ id: "1", name: "send_message", arguments: { to: "Marit" } }],
    setting: { domain: "d" },
  };
  const paraphrase = await controls.find(({ name }) => name === "paraphrased")!.run(item, context);
  expect(asked).toEqual(["shared/paraphrase"]);
  expect(paraphrase).toMatchObject({
    messages: [
      {},
      {},
      {
        content: "in other words: I have written to her.",
        tool_calls: [{ function: { name: "send_message" } }],
      },
    ],
  });
});

test("environments leave the user's turn and the answer as they were", async () => {
  const { records } = await make("environments");
  for (const [at, record] of records.entries()) {
    const { messages, tools, provenance } = record as ChatRecord;
    expect(messages.slice(1)).toEqual(chats[at]!.messages);
    expect(messages[0]!.role).toBe("system");
    expect(tools!.length).toBeGreaterThan(0);
    expect(provenance.parents).toContain(`chat-${at}`);
  }
});

test("documents name the model as they are told", async () => {
  const { session } = await make("constitution-documents", { assistant: "Tessel" });
  for (const { messages } of session.sent) {
    expect(messages.map(({ content }) => content).join(" ")).toContain("Tessel");
  }
});
