// The answer in one sentence, by rule from the first primary comparison, so that words never outrun the evidence.
import type { Balanced, Comparison, Results } from "./results.ts";

/** `balancedWithout` gives the arms' accuracies in all worlds but some: a sentence holds figures of the same worlds only. */
export function answerInWords(
  comparisons: readonly Comparison[],
  balancedWithout: (worlds: ReadonlySet<number>) => readonly Balanced[],
): Results["answer"] {
  const comparison = comparisons.find(({ primary }) => primary) ?? comparisons[0]!;
  const left = new Set(comparison.notLearnedIn.map(({ world }) => world));
  const words = sentence(comparison, balancedWithout(left));
  return { sentence: words, comparison: comparison.name, verdict: comparison.verdict };
}

function sentence(
  { treatment, control, suite, difference, verdict, notLearnedIn }: Comparison,
  balanced: readonly Balanced[],
): string {
  if (verdict === "not learned") {
    const worlds = new Set(notLearnedIn.map(({ world }) => world)).size;
    if (worlds === 0)
      return "No answer: the experiment has fewer worlds than its own rule for a verdict asks for.";
    const arms = [...new Set(notLearnedIn.map(({ arm }) => arm))].join(" and ");
    return `No answer: within its budget ${arms} did not learn its own training cases in ${worlds} ${worlds === 1 ? "world" : "worlds"}, so nothing can be said about how far it generalises.`;
  }
  const meanOf = (arm: string) =>
    balanced.find((one) => one.arm === arm && one.suite === suite && one.thought === "free")?.overWorlds
      .mean ?? Number.NaN;
  const interval =
    difference.low === null || difference.high === null
      ? "one world, no interval"
      : `95% interval over ${difference.worlds} worlds ${points(difference.low)} to ${points(difference.high)}`;
  const figures = `${percent(meanOf(treatment))} against ${percent(meanOf(control))} right on the ${suite} suite, a difference of ${points(difference.mean)} points (${interval})`;
  const claim = {
    reproduced: `Yes: ${treatment} generalised further than ${control}`,
    reversed: `No, the other way round: ${control} generalised further than ${treatment}`,
    undecided: `Undecided between ${treatment} and ${control}`,
  }[verdict];
  return `${claim}: ${figures}.`;
}

const percent = (share: number) => `${Math.round(share * 100)}%`;
const points = (share: number) => (share * 100).toFixed(1);
