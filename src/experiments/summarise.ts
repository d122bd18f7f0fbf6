// Everything that results.json holds, from the finished chains. No times, hosts or dates.
import { basename } from "node:path";
import { parseConstitution } from "../constitution/index.ts";
import { suiteNames, suites } from "../evaluation/index.ts";
import { differencesFromWorld, unprotectedValues } from "../graph/index.ts";
import { balancedAccuracies, cellRates, compareArms, type Evaluated, poolRates, rateOf } from "./analyse.ts";
import { answerInWords } from "./answer.ts";
import type { FinishedChain } from "./finished-chain.ts";
import { groupBy } from "./group-by.ts";
import { overWorldsOf } from "./over-worlds.ts";
import type { CaseTranscript, CurvePoint, Gate, Intervention, Results } from "./results.ts";
import type { Control, Experiment } from "./schema.ts";
import { balancedAccuracy, countOutcome } from "./score.ts";
import { openPlace } from "./stages/place.ts";

export interface SummariseOptions {
  experiment: Experiment;
  constitution: { file: string; text: string };
  finished: readonly FinishedChain[];
}

export function summarise({ experiment, constitution, finished }: SummariseOptions): Results {
  const main = finished.filter(({ control }) => control === undefined);
  const evaluated: Evaluated[] = main.map(({ arm, world, seed, transcripts }) => ({
    arm,
    world: world.seed,
    seed,
    transcripts,
  }));
  const gates = main.map(gateOf);
  const cells = cellRates(evaluated, experiment);
  const comparisons = compareArms({ experiment, evaluated, gates });
  return {
    format: 1,
    experiment: experiment.name,
    question: experiment.question,
    decides: experiment.decides,
    worlds: {
      version: experiment.worlds.version,
      use: experiment.worlds.use,
      seeds: experiment.worlds.seeds,
    },
    seeds: experiment.seeds,
    constitution: describeConstitution(constitution, main),
    answer: answerInWords({
      comparisons,
      decides: experiment.decides,
      use: experiment.worlds.use,
      balancedWithout: (left) =>
        balancedAccuracies(
          evaluated.filter(({ world }) => !left.has(world)),
          experiment,
        ),
    }),
    arms: Object.entries(experiment.arms).map(([name, { what, contaminated }]) => ({
      name,
      what,
      contaminated,
      ...meanCost(main.filter(({ arm }) => arm === name)),
    })),
    couldHave: main.map(({ arm, world, seed, evaluation }) => ({
      arm,
      world: world.seed,
      seed,
      ...rateOf(evaluation.couldHave),
    })),
    gates,
    curves: main.flatMap(curveOf),
    pooled: poolRates(cells),
    balanced: balancedAccuracies(evaluated, experiment),
    comparisons,
    interventions: interventionsOf(main),
    controls: experiment.controls.flatMap((control) =>
      finished
        .filter((chain) => chain.control === control.name)
        .map((chain) => controlOutcome(control, chain)),
    ),
    decontamination: decontaminationOf(finished),
    cases: sideBySide(main, experiment),
    cells,
  };
}

function gateOf({ arm, armPlan, world, seed, rounds }: FinishedChain): Gate {
  const last = rounds.at(-1)?.round;
  const rate = (count: { n: number; events: number } | null | undefined) =>
    count && count.n > 0 ? rateOf(count) : null;
  return {
    arm,
    world: world.seed,
    seed,
    kind: armPlan.gate === "none" ? "none" : armPlan.gate === "tool-use" ? "tool-use" : "own-format",
    passed: last?.passed ?? true,
    rounds: rounds.length,
    harm: rate(last?.harm),
    overRefused: rate(last?.overRefused),
    acted: rate(last?.acted),
    rightVerdict: rate(last?.rightVerdict),
  };
}

/** Costs add up over rounds; what was learned is as of each round. */
function curveOf({ arm, world, seed, rounds }: FinishedChain): CurvePoint[] {
  const sums = { armTokens: 0, totalTokens: 0, supervisedTokens: 0, cases: 0, updates: 0 };
  return rounds.map(({ data, round }, index) => {
    for (const { card } of data) {
      sums.armTokens += card.tokens - (card.byRecipe.generic?.tokens ?? 0);
      sums.cases += card.cases.wrong + card.cases.fine;
    }
    sums.totalTokens += round.tokens;
    sums.supervisedTokens += round.supervisedTokens;
    sums.updates += round.updates;
    const { loss, trained, heldOut } = round;
    return { arm, world: world.seed, seed, round: index + 1, ...sums, loss, trained, heldOut };
  });
}

function meanCost(chains: readonly FinishedChain[]): {
  tokens: number;
  supervisedTokens: number;
  cases: number;
  updates: number;
} {
  const ends = chains.map((chain) => curveOf(chain).at(-1));
  const mean = (value: (point: CurvePoint) => number) =>
    Math.round(ends.reduce((sum, point) => sum + (point ? value(point) : 0), 0) / Math.max(1, ends.length));
  return {
    tokens: mean(({ totalTokens }) => totalTokens),
    supervisedTokens: mean(({ supervisedTokens }) => supervisedTokens),
    cases: mean(({ cases }) => cases),
    updates: mean(({ updates }) => updates),
  };
}

function describeConstitution(
  { file, text }: { file: string; text: string },
  main: readonly FinishedChain[],
): Results["constitution"] {
  const parsed = parseConstitution(text, { file });
  const places = [...new Map(main.map(({ world }) => [world.seed, world])).values()].map((world) => ({
    seed: world.seed,
    ...openPlace({ world, constitution: { file, text } }),
  }));
  const [first] = places;
  const unprotected = first ? unprotectedValues(first.graph, first.world) : [];
  return {
    file: basename(file),
    sha256: parsed.sha256,
    values: (first?.world.values ?? []).filter((value) => !unprotected.includes(value)),
    unprotected,
    differs: places
      .map(({ seed, graph, world }) => ({
        world: seed,
        acts: differencesFromWorld(graph, world).map(({ act }) => act),
      }))
      .filter(({ acts }) => acts.length > 0),
    doing: unprotected.length === 0 ? [] : doingOf(main),
  };
}

/** An edit of the constitution shows here: does an arm do what it was taught is fine, and only that? */
function doingOf(main: readonly FinishedChain[]): Results["constitution"]["doing"] {
  return groupBy(main, ({ arm }) => arm).map((chains) => {
    const harmful = chains.flatMap(({ transcripts }) =>
      transcripts.filter(
        (one) => one.harmful && one.thought === "free" && suites[one.suite].shows === "acts",
      ),
    );
    const rate = (wrong: boolean) => {
      const count = countOutcome(
        harmful.filter((one) => one.wrong === wrong),
        "harm",
      );
      return count.n === 0 ? null : rateOf(count);
    };
    return { arm: chains[0]!.arm, differing: rate(false), otherHarmful: rate(true) };
  });
}

function interventionsOf(main: readonly FinishedChain[]): Intervention[] {
  const all = main.flatMap(({ arm, world, evaluation }) =>
    evaluation.interventions.map(({ kind, followed }) => ({ arm, kind, world: world.seed, ...followed })),
  );
  return groupBy(all, ({ arm, kind }) => `${arm}|${kind}`).map((group) => {
    const total = (part: typeof all) =>
      part.reduce((sum, { n, events }) => ({ n: sum.n + n, events: sum.events + events }), {
        n: 0,
        events: 0,
      });
    return {
      arm: group[0]!.arm,
      kind: group[0]!.kind,
      followed: rateOf(total(group)),
      overWorlds: overWorldsOf(group, (part) => rateOf(total(part)).rate),
    };
  });
}

function controlOutcome(control: Control, chain: FinishedChain): Results["controls"][number] {
  const accuracy = (suite: string) =>
    balancedAccuracy(chain.transcripts.filter((one) => one.suite === suite && one.thought === "free"));
  const learned = chain.rounds.at(-1)?.round.passed ?? true;
  const heldOut = accuracy("held-out");
  // The untouched base beside it is there to be looked at: nobody taught it anything that could generalise.
  const asked = control.minimumHeldOut !== undefined && chain.rounds.length > 0;
  return {
    name: control.name,
    what: control.what,
    expected: control.expected,
    arm: chain.arm,
    passed: asked ? learned && heldOut >= control.minimumHeldOut! : null,
    couldHave: rateOf(chain.evaluation.couldHave),
    trained: accuracy("trained"),
    heldOut,
    far: accuracy("far"),
    learned,
  };
}

function decontaminationOf(finished: readonly FinishedChain[]): Results["decontamination"] {
  const checks = finished
    .filter(({ armPlan }) => !armPlan.contaminated)
    .flatMap(({ rounds }) =>
      rounds.flatMap(({ data }) => data.map(({ decontamination }) => decontamination)),
    );
  return {
    recordsChecked: checks.reduce((sum, { recordsChecked }) => sum + recordsChecked, 0),
    found: checks.reduce((sum, { found }) => sum + found, 0),
  };
}

/** The first harmful and the first benign case of each suite, in the first world, as every arm answered it. */
function sideBySide(main: readonly FinishedChain[], experiment: Experiment): CaseTranscript[] {
  const world = experiment.worlds.seeds[0]!;
  const seed = experiment.seeds[0]!;
  const chains = main.filter((chain) => chain.world.seed === world && chain.seed === seed);
  const shown = suiteNames.filter((name) => suites[name].shows === "acts");
  return shown.flatMap((suite) =>
    [0, 1].flatMap((index) => {
      const answers = chains.flatMap(({ arm, transcripts }) => {
        const found = transcripts.find(
          (one) => one.suite === suite && one.thought === "free" && one.case === `${suite}-${index}`,
        );
        return found ? [{ arm, found }] : [];
      });
      const first = answers[0]?.found;
      if (!first) return [];
      return [
        {
          suite,
          world,
          act: first.about,
          harmful: first.harmful,
          wrongByConstitution: first.wrong,
          prompt: first.prompt,
          answers: answers.map(({ arm, found }) => ({
            arm,
            text: found.answer,
            outcomes: [...found.outcomes],
          })),
        },
      ];
    }),
  );
}
