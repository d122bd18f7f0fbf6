// From finished chains, made by hand, to results.json.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { DatasetCard } from "../datasets/index.ts";
import type { Outcome, SuiteName } from "../evaluation/index.ts";
import type { FinishedChain } from "./finished-chain.ts";
import { parseExperiment } from "./load.ts";
import { Results } from "./results.ts";
import type { Experiment } from "./schema.ts";
import type { RoundOutput } from "./stages/round.ts";
import { summarise } from "./summarise.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("constitutions/miniature.md");
const file = parseExperiment(read("experiments/reasons.yaml"), "reasons.yaml");
const experiment: Experiment = {
  ...file,
  worlds: { ...file.worlds, seeds: [1, 2] },
  arms: { base: file.arms.base!, behaviour: file.arms.behaviour!, reasons: file.arms.reasons! },
  suites: {
    trained: { cases: 4, thoughts: ["free"] },
    "held-out": { cases: 4, thoughts: ["free"] },
    far: { cases: 4, thoughts: ["free"] },
  },
  comparisons: [file.comparisons[0]!],
  interventions: { cases: 4, arms: ["reasons"] },
  verdict: { ...file.verdict, minimumWorlds: 2 },
};

const card = (parts: Partial<DatasetCard>): DatasetCard => ({
  records: 10,
  tokens: 1000,
  supervisedTokens: 300,
  cases: { wrong: 4, fine: 3 },
  byRecipe: { generic: { records: 3, tokens: 250, supervisedTokens: 60 } },
  repeated: 0,
  ...parts,
});
const round = (parts: Partial<RoundOutput> = {}): RoundOutput => ({
  updates: 12,
  tokens: 990,
  supervisedTokens: 290,
  tooLong: 0,
  loss: 1.5,
  passed: true,
  harm: { n: 20, events: 1 },
  overRefused: { n: 20, events: 0 },
  acted: { n: 40, events: 39 },
  rightVerdict: null,
  trained: 0.9,
  heldOut: 0.8,
  ...parts,
});
const roundOf = (parts: Partial<RoundOutput> = {}, found = 0): FinishedChain["rounds"][number] => ({
  data: [{ card: card({}), decontamination: { recordsChecked: 10, found } }],
  round: round(parts),
});

/** `harms`: whether the arm does harmful acts; it always does the benign ones. */
function transcripts(harms: boolean): FinishedChain["transcripts"] {
  return (["trained", "held-out", "far"] as const satisfies SuiteName[]).flatMap((suite) =>
    [0, 1, 2, 3].map((index) => {
      const harmful = index % 2 === 0;
      const harm: Outcome[] = harms ? ["acted", "harm", "against-constitution"] : ["acted", "reported"];
      const outcomes: Outcome[] = harmful ? harm : ["acted", "complied", "task-done"];
      const shared = {
        suite,
        thought: "free" as const,
        case: `${suite}-${index}`,
        about: `act ${index}`,
        harmful,
        wrong: harmful,
      };
      return { ...shared, prompt: `prompt ${index}`, answer: `answer ${harms}`, outcomes };
    }),
  );
}

interface ChainParts extends Partial<FinishedChain> {
  arm: string;
  harms?: boolean;
  worldSeed?: number;
}

function chain({ arm, harms = false, worldSeed = 1, ...parts }: ChainParts): FinishedChain {
  return {
    arm,
    armPlan: experiment.arms[arm]!,
    world: { seed: worldSeed, kind: "pairs", directAnswers: 0.5 },
    seed: 1,
    rounds: arm === "base" ? [] : [roundOf()],
    checkpointHash: "0",
    evaluationHash: "0",
    evaluation: { couldHave: { n: 100, events: 95 }, interventions: [] },
    transcripts: transcripts(harms),
    ...parts,
  };
}

const finished = [1, 2].flatMap((worldSeed) => [
  chain({ arm: "base", worldSeed, harms: true }),
  chain({ arm: "behaviour", worldSeed, harms: true }),
  chain({ arm: "reasons", worldSeed }),
]);
/** The finished chains, with others in the place of those of the same arm and world. */
const replacing = (...chains: FinishedChain[]) => [
  ...finished.filter(
    (one) => !chains.some(({ arm, world }) => arm === one.arm && world.seed === one.world.seed),
  ),
  ...chains,
];
const results = (
  chains: FinishedChain[] = finished,
  options: { experiment?: Experiment; text?: string } = {},
) =>
  summarise({
    experiment: options.experiment ?? experiment,
    constitution: { file: "/somewhere/else/miniature.md", text: options.text ?? page },
    finished: chains,
  });

test("makes results of the agreed shape, the same from the same chains, without times, hosts or folders", () => {
  const made = results();
  expect(Results.parse(made)).toEqual(made);
  expect(JSON.stringify(results())).toBe(JSON.stringify(made));
  expect(JSON.stringify(made)).not.toMatch(/\d{4}-\d\d-\d\d|somewhere|seconds/);
  expect(made.answer).toMatchObject({ comparison: "reasons-against-behaviour", verdict: "reproduced" });
  expect(made.answer.sentence).toContain("100% against 50% right");
});

test("the answer's accuracies leave out the worlds that its difference leaves out", () => {
  const unlearned = replacing(
    chain({ arm: "behaviour", worldSeed: 2, rounds: [roundOf({ passed: false })] }),
  );
  const rule = { ...experiment, verdict: { ...experiment.verdict, minimumWorlds: 1 } };
  const made = results(unlearned, { experiment: rule });
  // In world 2 behaviour does no harm, but it has not learned there: its 100% must not lift the 50% of world 1.
  expect(made.answer.sentence).toContain(
    "100% against 50% right on the held-out suite, a difference of 50.0 points",
  );
  expect(made.comparisons[0]!.notLearnedIn).toEqual([{ arm: "behaviour", world: 2 }]);
});

describe("gates and curves", () => {
  test("the last round counts for the gate; an arm without rounds passes its none", () => {
    const rounds = [roundOf({ passed: false, harm: { n: 20, events: 9 } }), roundOf()];
    const { gates } = results(replacing(chain({ arm: "behaviour", rounds })));
    expect(gates[0]).toMatchObject({
      arm: "base",
      kind: "none",
      passed: true,
      rounds: 0,
      harm: null,
      acted: null,
    });
    const behaviour = gates.find(({ arm, world }) => arm === "behaviour" && world === 1)!;
    expect(behaviour).toMatchObject({
      arm: "behaviour",
      kind: "tool-use",
      passed: true,
      rounds: 2,
      rightVerdict: null,
    });
    expect(behaviour.harm).toMatchObject({ n: 20, events: 1, rate: 0.05 });
    expect(behaviour.acted).toMatchObject({ n: 40, events: 39, rate: 0.975 });
  });

  test("costs add up over rounds, what was learned is as of each round, generic data is not the arm's own", () => {
    const rounds = [roundOf({ trained: 0.6, loss: 2 }), roundOf({ trained: 0.99, loss: 1 })];
    const { curves, arms } = results(
      replacing(chain({ arm: "behaviour", rounds }), chain({ arm: "behaviour", worldSeed: 2, rounds })),
    );
    expect(curves.filter(({ arm, world }) => arm === "behaviour" && world === 1)).toEqual([
      {
        arm: "behaviour",
        world: 1,
        seed: 1,
        round: 1,
        armTokens: 750,
        totalTokens: 990,
        supervisedTokens: 290,
        cases: 7,
        updates: 12,
        loss: 2,
        trained: 0.6,
        heldOut: 0.8,
      },
      {
        arm: "behaviour",
        world: 1,
        seed: 1,
        round: 2,
        armTokens: 1500,
        totalTokens: 1980,
        supervisedTokens: 580,
        cases: 14,
        updates: 24,
        loss: 1,
        trained: 0.99,
        heldOut: 0.8,
      },
    ]);
    expect(arms.find(({ name }) => name === "behaviour")).toMatchObject({
      tokens: 1980,
      supervisedTokens: 580,
      cases: 14,
      updates: 24,
    });
  });

  test("an arm's cost is the mean over its chains", () => {
    const longer = chain({ arm: "behaviour", worldSeed: 2, rounds: [roundOf(), roundOf(), roundOf()] });
    const { arms } = results(replacing(longer));
    expect(arms.find(({ name }) => name === "behaviour")).toMatchObject({ tokens: 1980, updates: 24 });
    expect(arms.find(({ name }) => name === "base")).toMatchObject({ tokens: 0, updates: 0 });
  });
});

describe("controls", () => {
  const surface = (minimumHeldOut: number | undefined): Experiment["controls"][number] => ({
    ...file.controls[0]!,
    name: "surface-world",
    arms: ["behaviour"],
    ...(minimumHeldOut === undefined ? {} : { minimumHeldOut }),
  });
  const outcome = (parts: Partial<FinishedChain> & { harms: boolean }, control = surface(0.9)) =>
    results([...finished, chain({ arm: "behaviour", control: "surface-world", ...parts })], {
      experiment: { ...experiment, controls: [control] },
    });

  test("pass when the arm has learned and is right where it was not trained", () => {
    expect(outcome({ harms: false }).controls[0]).toMatchObject({
      passed: true,
      learned: true,
      heldOut: 1,
      trained: 1,
      far: 1,
    });
    expect(outcome({ harms: true }).controls[0]).toMatchObject({
      passed: false,
      learned: true,
      heldOut: 0.5,
    });
    expect(outcome({ harms: false, rounds: [roundOf({ passed: false })] }).controls[0]).toMatchObject({
      passed: false,
      learned: false,
    });
  });

  test("ask nothing of an untouched base beside them", () => {
    const untouched = outcome({ harms: true, rounds: [] }).controls[0]!;
    expect(untouched).toMatchObject({ passed: null, heldOut: 0.5 });
  });

  test("that only show a contrast neither pass nor fail", () => {
    const { minimumHeldOut: _, ...contrast } = surface(0.9);
    expect(outcome({ harms: false }, contrast).controls[0]!.passed).toBeNull();
  });

  test("take no part in the comparison, its gates and its rates", () => {
    const plain = results();
    const made = outcome({ harms: false });
    expect({ ...made, controls: [], decontamination: null }).toEqual({
      ...plain,
      controls: [],
      decontamination: null,
    });
  });
});

test("decontamination counts every record but those of an arm that is contaminated on purpose", () => {
  const ceiling = { ...experiment.arms.behaviour!, contaminated: true };
  const chains = [
    ...finished,
    chain({ arm: "behaviour", armPlan: ceiling, rounds: [roundOf({}, 5)], worldSeed: 2 }),
  ];
  expect(results(chains).decontamination).toEqual({ recordsChecked: 40, found: 0 });
  expect(
    results([...finished, chain({ arm: "reasons", rounds: [roundOf({}, 2)] })]).decontamination.found,
  ).toBe(2);
});

test("interventions are pooled by arm and kind, with the worlds beside", () => {
  const withThoughts = (worldSeed: number, events: number) =>
    chain({
      arm: "reasons",
      worldSeed,
      evaluation: {
        couldHave: { n: 100, events: 95 },
        interventions: [
          { kind: "own-thought", followed: { n: 4, events: 4 } },
          { kind: "reversed-verdict", followed: { n: 4, events } },
        ],
      },
    });
  const { interventions } = results([
    withThoughts(1, 1),
    withThoughts(2, 3),
    ...finished.filter(({ arm }) => arm !== "reasons"),
  ]);
  expect(interventions.map(({ arm, kind }) => [arm, kind])).toEqual([
    ["reasons", "own-thought"],
    ["reasons", "reversed-verdict"],
  ]);
  expect(interventions[1]).toMatchObject({
    followed: { n: 8, events: 4, rate: 0.5 },
    overWorlds: { worlds: 2, mean: 0.5, values: [0.25, 0.75] },
  });
});

test("cases side by side: the first harmful and the first benign one, as every arm answered", () => {
  const { cases } = results();
  expect(cases.map(({ suite, harmful, world }) => [suite, harmful, world])).toEqual([
    ["trained", true, 1],
    ["trained", false, 1],
    ["held-out", true, 1],
    ["held-out", false, 1],
    ["far", true, 1],
    ["far", false, 1],
  ]);
  expect(cases[0]!.answers.map(({ arm, text }) => [arm, text])).toEqual([
    ["base", "answer true"],
    ["behaviour", "answer true"],
    ["reasons", "answer false"],
  ]);
});

describe("the constitution", () => {
  test("is named by its file and its content; all of its values are protected", () => {
    const { constitution } = results();
    expect(constitution).toMatchObject({ file: "miniature.md", unprotected: [], differs: [] });
    expect(constitution.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(constitution.values).toContain("privacy");
  });

  test("without a value's section: says so, and lists by world the acts on which it differs from the world", () => {
    const { constitution } = results(finished, { text: page.replace(/## Privacy\n\n.*\n\n/, "") });
    expect(constitution.unprotected).toEqual(["privacy"]);
    expect(constitution.values).not.toContain("privacy");
    expect(constitution.differs.map(({ world }) => world)).toEqual([1, 2]);
    for (const { acts } of constitution.differs) expect(acts.length).toBeGreaterThan(0);
    expect(constitution.sha256).not.toBe(results().constitution.sha256);
  });
});
