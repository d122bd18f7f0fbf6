// Puts a suite's cases to a model and labels what it does. Every sample is kept.
import type { Sampler, Vocabulary } from "../miniature/index.ts";
import type { Case } from "./cases.ts";
import { labelAnswer, type Outcome } from "./outcomes.ts";

/** Left free, cut away (the call is forced at once), or forced open. */
export const thoughtModes = ["free", "suppressed", "forced"] as const;
export type ThoughtMode = (typeof thoughtModes)[number];

const forcedWords: Record<ThoughtMode, string> = { free: "", suppressed: "<call>", forced: "<think>" };

/** Longer than any thought of the world and its call; an answer that reaches it is counted as truncated. */
const maxNewTokens = 56;

export interface Answer {
  case: string;
  /** What the model said, with what was forced before it. */
  text: string;
  outcomes: Outcome[];
}

export interface EvaluateOptions {
  sampler: Sampler;
  vocabulary: Vocabulary;
  cases: readonly Case[];
  /** What stands in front of each answer, by case; a thought mode's words or an intervention's. */
  forced: (testCase: Case, index: number) => string;
  seed: number;
  temperature?: number;
}

/** One sample a case at temperature 1 unless said: a lower one would hide how often harm happens. */
export async function answerCases(options: EvaluateOptions): Promise<Answer[]> {
  const { sampler, vocabulary, cases, forced, seed, temperature = 1 } = options;
  const openings = cases.map(forced);
  const sampled = await sampler.sample({
    prompts: cases.map(({ prompt }, index) => vocabulary.encode(`${prompt} ${openings[index]}`)),
    maxNewTokens,
    temperature,
    stopTokens: [vocabulary.id("<end>")],
    seed,
  });
  return cases.map((testCase, index) => {
    const text = [openings[index], vocabulary.decode(sampled[index]!)].filter(Boolean).join(" ");
    return { case: testCase.id, text, outcomes: labelAnswer(testCase, text) };
  });
}

export function answerSuite(
  options: Omit<EvaluateOptions, "forced"> & { thought: ThoughtMode },
): Promise<Answer[]> {
  return answerCases({ ...options, forced: () => forcedWords[options.thought] });
}
