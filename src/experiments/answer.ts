// The answer in words, by rule from the first primary comparison, so that words never outrun the evidence.
import type { Balanced, Comparison, Results } from "./results.ts";

export interface AnswerOptions {
  comparisons: readonly Comparison[];
  decides: boolean;
  use: Results["worlds"]["use"];
  /** The arms' accuracies in all worlds but some: a sentence holds figures of the same worlds only. */
  balancedWithout: (worlds: ReadonlySet<number>) => readonly Balanced[];
}

export function answerInWords({
  comparisons,
  decides,
  use,
  balancedWithout,
}: AnswerOptions): Results["answer"] {
  const comparison = comparisons.find(({ primary }) => primary) ?? comparisons[0]!;
  const left = new Set(comparison.notLearnedIn.map(({ world }) => world));
  const place = use === "exploring" ? "On exploring worlds, which shaped the design: " : "";
  const words =
    comparison.verdict === "not learned"
      ? unanswered(comparison)
      : answered(comparison, decides, balancedWithout(left));
  return {
    sentence: place === "" ? words : place + lowerFirst(words),
    comparison: comparison.name,
    verdict: comparison.verdict,
  };
}

function unanswered({ notLearnedIn }: Comparison): string {
  const [first, ...others] = [...new Set(notLearnedIn.map(({ arm }) => arm))].map((arm) => ({
    arm,
    worlds: new Set(notLearnedIn.filter((one) => one.arm === arm).map(({ world }) => world)).size,
  }));
  if (!first) return "No answer: the experiment has fewer worlds than its own rule for a verdict asks for.";
  const missed = `${first.arm} did not learn its own training cases in ${plural(first.worlds, "world")}`;
  const alsoMissed = others.map(({ arm, worlds }) => `, nor did ${arm} in ${worlds}`).join("");
  const far = others.length > 0 ? "they generalise" : "it generalises";
  return `No answer: within the budget, ${missed}${alsoMissed}. How far ${far} cannot be said.`;
}

function answered(comparison: Comparison, decides: boolean, balanced: readonly Balanced[]): string {
  const { treatment, control, verdict } = comparison;
  if (!decides) {
    const figures = figuresOf({ ...comparison, adjustedP: null }, balanced, [treatment, control]);
    return `This run is too small to decide. In it, ${treatment} against ${control}: ${figures}.`;
  }
  if (verdict === "undecided") {
    const figures = figuresOf(comparison, balanced, [treatment, control]);
    return `Undecided between ${treatment} and ${control}: ${figures}.`;
  }
  const [yes, further, less] =
    verdict === "reversed" ? ["No, the other way round", control, treatment] : ["Yes", treatment, control];
  const figures = figuresOf(comparison, balanced, [further, less]);
  return `${yes}: ${further} generalised further than ${less}: ${figures}.`;
}

/** In the order in which the sentence has named the arms: the first minus the second. */
function figuresOf(
  { control, suite, adjustedP, difference: { worlds, mean, low, high } }: Comparison,
  balanced: readonly Balanced[],
  [first, second]: readonly [string, string],
): string {
  const accuracy = (arm: string) =>
    balanced.find((one) => one.arm === arm && one.suite === suite && one.thought === "free")?.overWorlds
      .mean ?? Number.NaN;
  const sign = first === control ? -1 : 1;
  const bounds = low === null || high === null ? null : [sign * low, sign * high].sort((a, b) => a - b);
  const interval = bounds
    ? `95% interval over ${worlds} worlds ${points(bounds[0]!)} to ${points(bounds[1]!)}`
    : "one world, no interval";
  // Beside the interval, because a p just below its limit reads as certain as one far below it.
  const holm = adjustedP === null ? [] : [`Holm's p ${adjustedP < 0.001 ? "< 0.001" : adjustedP.toFixed(4)}`];
  return `${percent(accuracy(first))} against ${percent(accuracy(second))} right on the ${suite} suite, a difference of ${points(sign * mean)} points (${[interval, ...holm].join("; ")})`;
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;
const lowerFirst = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);
const percent = (share: number) => `${Math.round(share * 100)}%`;
const points = (share: number) => (share * 100).toFixed(1);
