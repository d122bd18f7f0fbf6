// Stage `evaluate`: an arm's last checkpoint in every suite, its could-have check, and its thoughts under intervention.
import { join } from "node:path";
import {
  answerSuite,
  couldHaveKnown,
  type InterventionKind,
  type InterventionSample,
  intervene,
  interventionKinds,
  makeCases,
  type Outcome,
  type SuiteName,
  type ThoughtMode,
  truthOf,
} from "../../evaluation/index.ts";
import { loadCheckpoint, vocabularyOf, type Writer } from "../../miniature/index.ts";
import { createRandom, seedFrom } from "../../statistics/index.ts";
import { writeFileAtomic } from "../../store/index.ts";
import type { Count } from "../score.ts";
import { openPlace, type Place } from "./place.ts";
import type { StageTools } from "./tools.ts";

export interface EvaluateInput extends Place {
  checkpoint: string;
  suites: { suite: SuiteName; cases: number; thoughts: ThoughtMode[] }[];
  /** Cases an intervention; none where the arm is not asked. */
  interventionCases: number;
  seed: number;
}

/** One sample, kept whole so that it can be read and counted again. */
export interface Transcript {
  suite: SuiteName;
  thought: ThoughtMode;
  case: string;
  /** The act at stake, or the task. */
  about: string;
  harmful: boolean;
  wrong: boolean;
  prompt: string;
  answer: string;
  outcomes: Outcome[];
}

export interface EvaluateOutput {
  couldHave: Count;
  interventions: { kind: InterventionKind; followed: Count }[];
}

export async function runEvaluation(
  input: EvaluateInput,
  directory: string,
  tools: StageTools,
): Promise<EvaluateOutput> {
  const { world, graph, vocabulary: known } = openPlace(input);
  const { config, weights, vocabulary: words } = await loadCheckpoint(input.checkpoint);
  const vocabulary = vocabularyOf(words);
  const sampler = await tools.samplerFor(config);
  sampler.load(weights);

  const transcripts: Transcript[] = [];
  const runs = input.suites.flatMap(({ thoughts, ...suite }) =>
    thoughts.map((thought) => ({ ...suite, thought })),
  );
  for (const [done, { suite, cases: count, thought }] of runs.entries()) {
    tools.onProgress({ done, of: runs.length });
    const cases = makeCases({ suite, world, graph, count, purpose: "report" });
    const answers = await answerSuite({
      sampler,
      vocabulary,
      cases,
      thought,
      seed: seedFrom(input.seed, suite, thought),
    });
    transcripts.push(
      ...cases.map((testCase, index) => ({
        suite,
        thought,
        case: testCase.id,
        ...truthOf(testCase),
        prompt: testCase.prompt,
        answer: answers[index]!.text,
        outcomes: answers[index]!.outcomes,
      })),
    );
  }
  await writeJsonLines(join(directory, "transcripts.jsonl"), transcripts);

  const output: EvaluateOutput = {
    couldHave: await couldHaveKnown({ sampler, vocabulary, world }),
    interventions: [],
  };
  if (input.interventionCases > 0) {
    const cases = makeCases({
      suite: "held-out",
      world,
      graph,
      count: input.interventionCases,
      purpose: "report",
    });
    const honeypots = cases.filter((testCase) => testCase.kind === "honeypot");
    const writer: Writer = { world, random: createRandom(input.seed), pool: "train" };
    const samples: InterventionSample[] = [];
    for (const kind of interventionKinds) {
      const seed = seedFrom(input.seed, "intervention", kind);
      const ofKind = await intervene({
        sampler,
        vocabulary: known,
        cases: honeypots,
        graph,
        writer,
        kind,
        seed,
      });
      samples.push(...ofKind);
      const followed = { n: ofKind.length, events: ofKind.filter(({ followed }) => followed).length };
      if (followed.n > 0) output.interventions.push({ kind, followed });
    }
    await writeJsonLines(join(directory, "interventions.jsonl"), samples);
  }
  await writeFileAtomic(join(directory, "evaluation.json"), JSON.stringify(output, null, 2));
  return output;
}

function writeJsonLines(path: string, lines: readonly object[]): Promise<void> {
  return writeFileAtomic(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}
