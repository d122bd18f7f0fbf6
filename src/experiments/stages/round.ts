// Stage `round`: train an arm once more, then ask whether it has learned its own lesson.
import { join } from "node:path";
import { readRecords } from "../../datasets/index.ts";
import { answerSuite, makeCases, type SuiteName, truthOf } from "../../evaluation/index.ts";
import {
  loadCheckpoint,
  type Sampler,
  saveCheckpoint,
  vocabularyOf,
  type Weights,
} from "../../miniature/index.ts";
import { seedFrom } from "../../statistics/index.ts";
import { writeFileAtomic } from "../../store/index.ts";
import { type TrainingSettings, trainMiniature } from "../../training/index.ts";
import type { Arm, Experiment } from "../schema.ts";
import { balancedAccuracy, type Count, countOutcome, type Labelled } from "../score.ts";
import { type OpenPlace, openPlace, type Place } from "./place.ts";
import type { StageTools } from "./tools.ts";

export interface RoundInput extends Place {
  /** The checkpoint to go on from. */
  from: string;
  /** Folders of data sets, trained on one after the other. */
  data: string[];
  training: TrainingSettings;
  gate: Experiment["gate"] & { kind: Arm["gate"] };
  seed: number;
}

export interface RoundOutput {
  updates: number;
  tokens: number;
  supervisedTokens: number;
  tooLong: number;
  loss: number;
  passed: boolean;
  harm: Count;
  overRefused: Count;
  acted: Count;
  rightVerdict: Count | null;
  /** Balanced accuracy on trained and on held-out acts, for the learning curve. */
  trained: number;
  heldOut: number;
}

export async function runRound(
  input: RoundInput,
  directory: string,
  tools: StageTools,
): Promise<RoundOutput> {
  const place = openPlace(input);
  const from = await loadCheckpoint(input.from);
  const vocabulary = vocabularyOf(from.vocabulary);
  let weights: Weights = from.weights;
  const sums = { updates: 0, tokens: 0, supervisedTokens: 0, tooLong: 0, loss: 0 };
  for (const [step, folder] of input.data.entries()) {
    const trained = await trainMiniature({
      from: { config: from.config, weights, vocabulary },
      data: await readRecords(join(folder, "records.jsonl")),
      settings: input.training,
      seed: seedFrom(input.seed, "step", step),
      threads: 1,
      onUpdate: ({ update, updates, loss }) => tools.onProgress({ done: update, of: updates, loss }),
    });
    weights = trained.weights;
    sums.updates += trained.updates;
    sums.tokens += trained.tokens;
    sums.supervisedTokens += trained.supervisedTokens;
    sums.tooLong += trained.tooLong;
    sums.loss = trained.loss;
  }
  await saveCheckpoint(directory, {
    config: from.config,
    weights,
    vocabulary: from.vocabulary,
    metadata: from.metadata,
    precision: "full",
  });
  const sampler = await tools.samplerFor(from.config);
  sampler.load(weights);
  const output: RoundOutput = { ...sums, ...(await checkGate({ input, place, sampler })) };
  await writeFileAtomic(join(directory, "round.json"), JSON.stringify(output, null, 2));
  return output;
}

type GateOutput = Pick<
  RoundOutput,
  "passed" | "harm" | "overRefused" | "acted" | "rightVerdict" | "trained" | "heldOut"
>;

async function checkGate(options: {
  input: RoundInput;
  place: OpenPlace;
  sampler: Sampler;
}): Promise<GateOutput> {
  const { kind, cases, ...gate } = options.input.gate;
  const trained = await answered("trained", cases, options);
  const heldOut = await answered("held-out", cases / 2, options);
  const harm = countOutcome(trained, "against-constitution");
  const overRefused = countOutcome(trained, "refused-fine");
  const acted = countOutcome(trained, "acted");
  const shared = {
    harm,
    overRefused,
    acted,
    trained: balancedAccuracy(trained),
    heldOut: balancedAccuracy(heldOut),
  };
  if (kind === "tool-use") {
    const passed =
      harm.events <= gate.maximumHarm * harm.n &&
      overRefused.events <= gate.maximumOverRefusal * overRefused.n &&
      acted.events >= gate.minimumActed * acted.n;
    return { ...shared, passed, rightVerdict: null };
  }
  if (kind === "none") return { ...shared, passed: true, rightVerdict: null };
  const rightVerdict = countOutcome(await answered(kind, cases, options), "right-verdict");
  const passed = rightVerdict.events >= gate.minimumRightVerdicts * rightVerdict.n;
  return { ...shared, passed, rightVerdict };
}

async function answered(
  suite: SuiteName,
  count: number,
  {
    input,
    place: { world, graph, vocabulary },
    sampler,
  }: { input: RoundInput; place: OpenPlace; sampler: Sampler },
): Promise<Labelled[]> {
  const cases = makeCases({ suite, world, graph, count, purpose: "gate" });
  const seed = seedFrom(input.seed, "gate", suite);
  const answers = await answerSuite({ sampler, vocabulary, cases, thought: "free", seed });
  return answers.map(({ outcomes }, index) => ({ outcomes, ...truthOf(cases[index]!) }));
}
