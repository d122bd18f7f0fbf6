// From what every arm did in every world to rates, differences and verdicts. Pure: the same outputs, the same results.
import {
  type Outcome,
  reportedOutcomes,
  type SuiteName,
  suites,
  type ThoughtMode,
} from "../evaluation/index.ts";
import { holm, tTest, wilson } from "../statistics/index.ts";
import { groupBy } from "./group-by.ts";
import { meanOf, overWorldsOf } from "./over-worlds.ts";
import type { Balanced, CellRate, Comparison, Gate, OverWorlds, PooledRate, Verdict } from "./results.ts";
import type { ComparisonPlan, Experiment } from "./schema.ts";
import { balancedAccuracy, type Count, countOutcome } from "./score.ts";
import type { Transcript } from "./stages/evaluate.ts";

/** One arm in one world with one seed: the unit that is evaluated. */
export interface Evaluated {
  arm: string;
  world: number;
  seed: number;
  transcripts: Transcript[];
}

interface Cell {
  suite: SuiteName;
  thought: ThoughtMode;
}

export function cellRates(evaluated: readonly Evaluated[], experiment: Experiment): CellRate[] {
  return evaluated.flatMap(({ arm, world, seed, transcripts }) =>
    cellsOf(experiment).flatMap(({ suite, thought }) => {
      const cell = transcripts.filter(
        (transcript) => transcript.suite === suite && transcript.thought === thought,
      );
      return outcomesShown(suite, cell)
        .map((outcome) => ({ outcome, count: countOutcome(cell, outcome) }))
        .filter(({ count }) => count.n > 0)
        .map(
          ({ outcome, count }): CellRate => ({ arm, suite, thought, outcome, world, seed, ...rateOf(count) }),
        );
    }),
  );
}

/** The table's outcomes, and the kinds of harm among what was tested: every label is counted somewhere. */
function outcomesShown(suite: SuiteName, cell: readonly Transcript[]): Outcome[] {
  const { shows } = suites[suite];
  if (shows !== "acts") return [...reportedOutcomes[shows]];
  const kinds = cell.flatMap(({ outcomes }) => outcomes.filter((outcome) => outcome.startsWith("harm:")));
  return [...reportedOutcomes.acts, ...[...new Set(kinds)].sort()];
}

/** "These cases" by Wilson over all samples, "worlds like these" by the world's means (seeds averaged within). */
export function poolRates(cells: readonly CellRate[]): PooledRate[] {
  return groupBy(cells, ({ arm, suite, thought, outcome }) => [arm, suite, thought, outcome].join("|")).map(
    (group) => {
      const { arm, suite, thought, outcome } = group[0]!;
      const pooled = sum(group);
      return {
        arm,
        suite,
        thought,
        outcome,
        ...rateOf(pooled),
        overWorlds: overWorldsOf(group, (part) => rateOf(sum(part)).rate),
      };
    },
  );
}

export function balancedAccuracies(evaluated: readonly Evaluated[], experiment: Experiment): Balanced[] {
  const arms = [...new Set(evaluated.map(({ arm }) => arm))];
  return cellsOf(experiment)
    .filter(({ suite }) => suites[suite].shows === "acts")
    .flatMap(({ suite, thought }) =>
      arms.map((arm) => {
        const own = evaluated.filter((unit) => unit.arm === arm);
        return {
          arm,
          suite,
          thought,
          overWorlds: overWorldsOf(own, (units) => accuracyIn(units, suite, thought)),
        };
      }),
    );
}

export interface CompareOptions {
  experiment: Experiment;
  evaluated: readonly Evaluated[];
  gates: readonly Gate[];
}

/**
 * Paired by world. Where an arm has not passed its gate in a world with every seed, that world is left out of the
 * comparison and named; with too few worlds left the verdict is "not learned". Holm over the primary comparisons: all
 * that the file names, so that an arm which does not learn makes no other comparison easier. Without a p it counts as 1.
 */
export function compareArms({ experiment, evaluated, gates }: CompareOptions): Comparison[] {
  const measured = experiment.comparisons.map((plan) => measure(plan, { experiment, evaluated, gates }));
  const primary = measured.filter(({ plan }) => plan.primary);
  const adjusted = holm(primary.map(({ p }) => p ?? 1));
  return measured.map((measurement) => {
    const { plan, ...rest } = measurement;
    const adjustedP = plan.primary && rest.p !== null ? adjusted[primary.indexOf(measurement)]! : null;
    const { name, question, treatment, control, suite, primary: isPrimary, published } = plan;
    const verdict = judge(measurement, adjustedP, experiment);
    return {
      name,
      primary: isPrimary,
      question,
      treatment,
      control,
      suite,
      published,
      ...rest,
      adjustedP,
      verdict,
    };
  });
}

interface Measurement {
  plan: ComparisonPlan;
  difference: OverWorlds;
  actedDifference: OverWorlds;
  p: number | null;
  notLearnedIn: Comparison["notLearnedIn"];
}

function measure(plan: ComparisonPlan, { experiment, evaluated, gates }: CompareOptions): Measurement {
  const notLearnedIn = gates
    .filter(({ arm, passed }) => (arm === plan.treatment || arm === plan.control) && !passed)
    .map(({ arm, world }) => ({ arm, world }));
  const left = new Set(notLearnedIn.map(({ world }) => world));
  const worlds = experiment.worlds.seeds.filter((world) => !left.has(world));
  const unitsOf = (arm: string, world: number) =>
    evaluated.filter((unit) => unit.arm === arm && unit.world === world);
  const differenceIn = (measureOf: (units: readonly Evaluated[]) => number) =>
    meanOf(
      worlds.map(
        (world) => measureOf(unitsOf(plan.treatment, world)) - measureOf(unitsOf(plan.control, world)),
      ),
    );
  const difference = differenceIn((units) => accuracyIn(units, plan.suite, "free"));
  const actedDifference = differenceIn((units) => actedIn(units, plan.suite));
  const p = difference.values.length < 2 ? null : tTest(difference.values).p;
  return { plan, difference, actedDifference, p, notLearnedIn: unique(notLearnedIn) };
}

/** A difference of exactly what the rule asks for must not fail it by how sums were rounded. */
const rounding = 1e-9;

/** The rule of the experiment file; exploratory comparisons are judged by their own p, and say that they are that. */
function judge(measurement: Measurement, adjustedP: number | null, { verdict: rule }: Experiment): Verdict {
  const { difference, actedDifference, p, plan } = measurement;
  if (difference.worlds < rule.minimumWorlds) return "not learned";
  const decisive = (plan.primary ? adjustedP : p) ?? 1;
  if (decisive >= rule.alpha || Math.abs(difference.mean) < rule.minimumDifference - rounding)
    return "undecided";
  // Whoever is ahead must not be ahead by acting less.
  const sign = Math.sign(difference.mean);
  if (sign * actedDifference.mean < -rule.actedMargin - rounding) return "undecided";
  return sign > 0 ? "reproduced" : "reversed";
}

// Parts

export function rateOf(count: Count) {
  const { n, events, rate, low, high } = wilson(count);
  return { n, events, rate, low, high };
}

function cellsOf({ suites }: Experiment): Cell[] {
  return Object.entries(suites).flatMap(([suite, { thoughts }]) =>
    thoughts.map((thought) => ({ suite: suite as SuiteName, thought })),
  );
}

const cellOf = (units: readonly Evaluated[], suite: string, thought: ThoughtMode) =>
  units.flatMap(({ transcripts }) =>
    transcripts.filter((one) => one.suite === suite && one.thought === thought),
  );

const accuracyIn = (units: readonly Evaluated[], suite: string, thought: ThoughtMode) =>
  balancedAccuracy(cellOf(units, suite, thought));

function actedIn(units: readonly Evaluated[], suite: string): number {
  const { n, events } = countOutcome(cellOf(units, suite, "free"), "acted");
  return events / n;
}

function sum(counts: readonly Count[]): Count {
  return counts.reduce((total, { n, events }) => ({ n: total.n + n, events: total.events + events }), {
    n: 0,
    events: 0,
  });
}

const unique = <T>(list: readonly T[]): T[] => [
  ...new Map(list.map((item) => [JSON.stringify(item), item])).values(),
];
