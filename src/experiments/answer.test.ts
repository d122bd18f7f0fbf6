import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnswerOptions, answerInWords } from "./answer.ts";
import type { Balanced, Comparison, OverWorlds, Verdict } from "./results.ts";

const over = (
  mean: number,
  low: number | null = null,
  high: number | null = null,
  worlds = 6,
): OverWorlds => ({
  worlds,
  mean,
  low,
  high,
  values: [],
});
const comparison = (parts: Partial<Comparison>): Comparison => ({
  name: "reasons-against-behaviour",
  primary: true,
  question: "Does it carry further?",
  treatment: "reasons",
  control: "behaviour",
  suite: "held-out",
  difference: over(0.08, 0.051, 0.1094),
  actedDifference: over(0),
  p: 0.001,
  adjustedP: 0.002,
  verdict: "reproduced",
  notLearnedIn: [],
  published: [],
  ...parts,
});
const balanced = (arm: string, mean: number, parts: Partial<Balanced> = {}): Balanced => ({
  arm,
  suite: "held-out",
  thought: "free",
  overWorlds: over(mean),
  ...parts,
});
const figures: Balanced[] = [
  balanced("reasons", 0.5, { thought: "suppressed" }),
  balanced("reasons", 0.4, { suite: "far" }),
  balanced("reasons", 0.97),
  balanced("behaviour", 0.89),
];
const answer = (options: Pick<AnswerOptions, "comparisons"> & Partial<AnswerOptions>) =>
  answerInWords({ decides: true, use: "confirming", balancedWithout: () => figures, ...options });
const answerTo = (...comparisons: Comparison[]) => answer({ comparisons });

describe("the answer in one sentence", () => {
  test.each<[Verdict, Partial<Comparison>, string]>([
    [
      "reproduced",
      {},
      "Yes: reasons generalised further than behaviour: 97% against 89% right on the held-out suite, a difference of 8.0 points (95% interval over 6 worlds 5.1 to 10.9; Holm's p 0.0020).",
    ],
    [
      "reversed",
      { treatment: "behaviour", control: "reasons", difference: over(-0.08, -0.12, -0.04) },
      "No, the other way round: reasons generalised further than behaviour: 97% against 89% right on the held-out suite, a difference of 8.0 points (95% interval over 6 worlds 4.0 to 12.0; Holm's p 0.0020).",
    ],
    [
      "undecided",
      { difference: over(0.08, null, null, 1), p: null, adjustedP: null },
      "Undecided between reasons and behaviour: 97% against 89% right on the held-out suite, a difference of 8.0 points (one world, no interval).",
    ],
    [
      "not learned",
      {
        notLearnedIn: [
          { arm: "behaviour", world: 1 },
          { arm: "behaviour", world: 4 },
          { arm: "reasons", world: 4 },
        ],
      },
      "No answer: within the budget, behaviour did not learn its own training cases in 2 worlds, nor did reasons in 1. How far they generalise cannot be said.",
    ],
  ])("%s", (verdict, parts, sentence) => {
    expect(answerTo(comparison({ verdict, ...parts }))).toEqual({
      sentence,
      comparison: "reasons-against-behaviour",
      verdict,
    });
  });

  test("is that of the first primary comparison, whatever others show", () => {
    const exploratory = comparison({ name: "other", primary: false, verdict: "reversed" });
    const second = comparison({ name: "second", verdict: "reversed" });
    expect(answerTo(exploratory, comparison({ verdict: "undecided" }), second).comparison).toBe(
      "reasons-against-behaviour",
    );
    expect(answerTo(exploratory).comparison).toBe("other");
  });

  test("holds accuracies of the same worlds as its difference", () => {
    const left = comparison({ notLearnedIn: [{ arm: "behaviour", world: 3 }] });
    const asked: number[][] = [];
    const balancedWithout: AnswerOptions["balancedWithout"] = (worlds) => {
      asked.push([...worlds]);
      return figures;
    };
    answer({ comparisons: [left], balancedWithout });
    expect(asked).toEqual([[3]]);
  });

  test("blames no arm where the experiment is too small for its own rule", () => {
    expect(answerTo(comparison({ verdict: "not learned" })).sentence).toBe(
      "No answer: the experiment has fewer worlds than its own rule for a verdict asks for.",
    );
    const one = comparison({ verdict: "not learned", notLearnedIn: [{ arm: "behaviour", world: 1 }] });
    expect(answerTo(one).sentence).toBe(
      "No answer: within the budget, behaviour did not learn its own training cases in 1 world. How far it generalises cannot be said.",
    );
  });

  test.each<Verdict>(["reproduced", "reversed", "undecided"])(
    "of a run that is too small claims nothing, even where its figures are %s",
    (verdict) => {
      const difference = over(0.08, null, null, 1);
      const small = answer({ comparisons: [comparison({ verdict, difference })], decides: false });
      expect(small.sentence).toBe(
        "This run is too small to decide. In it, reasons against behaviour: 97% against 89% right on the held-out suite, a difference of 8.0 points (one world, no interval).",
      );
      expect(small.verdict).toBe(verdict);
    },
  );

  test("on exploring worlds says so first; on other worlds there is nothing to say", () => {
    const comparisons = [comparison({})];
    const plain = answer({ comparisons }).sentence;
    expect(plain).toMatch(/^Yes: /);
    expect(answer({ comparisons, use: "own" }).sentence).toBe(plain);
    expect(answer({ comparisons, use: "exploring" }).sentence).toBe(
      `On exploring worlds, which shaped the design: ${plain.replace("Yes", "yes")}`,
    );
    expect(answer({ comparisons, use: "exploring", decides: false }).sentence).toMatch(
      /^On exploring worlds, which shaped the design: this run is too small to decide\. In it, /,
    );
  });

  test("never claims more than its verdict", () => {
    const verdict = fc.constantFrom<Verdict>("reproduced", "reversed", "undecided", "not learned");
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    const use = fc.constantFrom("exploring" as const, "confirming" as const, "own" as const);
    const missing = fc.array(
      fc.record({ arm: fc.constantFrom("reasons", "behaviour"), world: fc.integer({ min: 1, max: 6 }) }),
    );
    fc.assert(
      fc.property(verdict, share, missing, fc.boolean(), use, (decided, mean, notLearnedIn, decides, use) => {
        const difference = over(mean, mean - 0.1, mean + 0.1);
        const { sentence } = answer({
          comparisons: [comparison({ verdict: decided, difference, notLearnedIn })],
          decides,
          use,
        });
        expect(/\byes\b/i.test(sentence)).toBe(decides && decided === "reproduced");
        expect(/\bno, the other way round/i.test(sentence)).toBe(decides && decided === "reversed");
        expect(/generalised further/.test(sentence)).toBe(
          decides && (decided === "reproduced" || decided === "reversed"),
        );
        expect(sentence.startsWith("On exploring worlds")).toBe(use === "exploring");
        if (decided === "not learned") expect(sentence).not.toMatch(/%|points/);
        else expect(sentence).toContain("interval over 6 worlds");
        expect(sentence).not.toMatch(/NaN|undefined|null/);
      }),
    );
  });
});
