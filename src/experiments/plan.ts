// What an experiment will do: every arm in every world with every seed, and a guess at how long it takes.
import type { Arm, Experiment } from "./schema.ts";

/** One arm in one world with one seed: a chain of rounds, then an evaluation. */
export interface Chain {
  arm: string;
  armPlan: Arm;
  world: { seed: number; kind: "pairs" | "surface"; directAnswers: number };
  seed: number;
  /** The control that this chain belongs to, if it is not part of the main comparison. */
  control?: string;
}

export interface Plan {
  chains: Chain[];
  /** At most; arms stop at the round in which they have learned. */
  rounds: number;
  trainingTokens: number;
  samples: number;
  /** Bases that are neither shipped nor stored yet have to be pretrained first. */
  basesToMake: number;
  /** On as many workers as given, at the rates below. */
  estimatedMinutes: { most: number; likely: number };
}

export function chainsOf(experiment: Experiment): Chain[] {
  const { seeds: worldSeeds, kind, directAnswers } = experiment.worlds;
  const main = worldSeeds.flatMap((world) =>
    experiment.seeds.flatMap((seed) =>
      Object.entries(experiment.arms).map(
        ([arm, armPlan]): Chain => ({ arm, armPlan, seed, world: { seed: world, kind, directAnswers } }),
      ),
    ),
  );
  const controls = experiment.controls.flatMap((control) =>
    control.arms.map(
      (arm): Chain => ({
        arm,
        armPlan: experiment.arms[arm]!,
        seed: experiment.seeds[0]!,
        world: { seed: control.world, kind: control.kind, directAnswers: control.directAnswers },
        control: control.name,
      }),
    ),
  );
  // Controls first: if the instrument is broken, nobody has to wait for the rest to see it.
  return [...controls, ...main];
}

/** The number of rounds that an arm may train; the base trains none. */
export function maximumRounds({ round, rounds }: Arm, experiment: Experiment): number {
  return round.length === 0 ? 0 : (rounds ?? experiment.training.maximumRounds);
}

// Per thread on an idle core, after benchmarks/training.ts and benchmarks/sampling.ts; only the plan's minutes rest on
// them.
const trainedTokensPerSecond = 11_000;
const samplesPerSecond = 300;
const pretrainingSeconds = 200;

export function planOf(
  experiment: Experiment,
  { workers, basesToMake }: { workers: number; basesToMake: number },
): Plan {
  const chains = chainsOf(experiment);
  const perRound = (arm: Arm) =>
    tokensOfRound(arm) / trainedTokensPerSecond + (2 * experiment.gate.cases) / samplesPerSecond;
  const samplesPerChain = Object.values(experiment.suites).reduce(
    (sum, { cases, thoughts }) => sum + cases * thoughts.length,
    0,
  );
  const rounds = chains.map(({ armPlan }) => maximumRounds(armPlan, experiment));
  const seconds = (share: number) =>
    pretrainingSeconds * basesToMake +
    chains.reduce(
      (sum, { armPlan }, at) =>
        sum + perRound(armPlan) * Math.max(Math.min(rounds[at]!, 1), rounds[at]! * share),
      0,
    ) +
    (chains.length * samplesPerChain) / samplesPerSecond;
  const minutes = (share: number) => Math.ceil(seconds(share) / workers / 60);
  return {
    chains,
    rounds: rounds.reduce((sum, count) => sum + count, 0),
    trainingTokens: chains.reduce((sum, { armPlan }, at) => sum + tokensOfRound(armPlan) * rounds[at]!, 0),
    samples: chains.length * samplesPerChain,
    basesToMake,
    estimatedMinutes: { most: minutes(1), likely: minutes(0.4) },
  };
}

export function tokensOfRound({ round }: Arm): number {
  return round.flatMap(({ mix }) => Object.values(mix)).reduce((sum, tokens) => sum + tokens, 0);
}
