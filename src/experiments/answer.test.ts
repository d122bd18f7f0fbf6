import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerInWords } from "./answer.ts";
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
const answerTo = (...comparisons: Comparison[]) => answerInWords(comparisons, () => figures);

describe("the answer in one sentence", () => {
  test.each<[Verdict, Partial<Comparison>, string]>([
    [
      "reproduced",
      {},
      "Yes: reasons generalised further than behaviour: 97% against 89% right on the held-out suite, a difference of 8.0 points (95% interval over 6 worlds 5.1 to 10.9).",
    ],
    [
      "reversed",
      { difference: over(-0.08, -0.12, -0.04) },
      "No, the other way round: behaviour generalised further than reasons: 97% against 89% right on the held-out suite, a difference of -8.0 points (95% interval over 6 worlds -12.0 to -4.0).",
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
      "No answer: within its budget behaviour and reasons did not learn its own training cases in 2 worlds, so nothing can be said about how far it generalises.",
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
    answerInWords([left], (worlds) => {
      asked.push([...worlds]);
      return figures;
    });
    expect(asked).toEqual([[3]]);
  });

  test("blames no arm where the experiment is too small for its own rule", () => {
    expect(answerTo(comparison({ verdict: "not learned" })).sentence).toBe(
      "No answer: the experiment has fewer worlds than its own rule for a verdict asks for.",
    );
    const one = comparison({ verdict: "not learned", notLearnedIn: [{ arm: "behaviour", world: 1 }] });
    expect(answerTo(one).sentence).toContain(" in 1 world, ");
  });

  test("never claims more than its verdict", () => {
    const verdict = fc.constantFrom<Verdict>("reproduced", "reversed", "undecided", "not learned");
    const share = fc.double({ min: -1, max: 1, noNaN: true });
    const missing = fc.array(
      fc.record({ arm: fc.constantFrom("reasons", "behaviour"), world: fc.integer({ min: 1, max: 6 }) }),
    );
    fc.assert(
      fc.property(verdict, share, missing, (decided, mean, notLearnedIn) => {
        const { sentence } = answerTo(
          comparison({ verdict: decided, difference: over(mean, mean - 0.1, mean + 0.1), notLearnedIn }),
        );
        expect(/^Yes/.test(sentence)).toBe(decided === "reproduced");
        expect(/^No, the other way round/.test(sentence)).toBe(decided === "reversed");
        expect(/generalised further/.test(sentence)).toBe(decided === "reproduced" || decided === "reversed");
        if (decided === "not learned") expect(sentence).not.toMatch(/%|points/);
        else expect(sentence).toContain("interval over 6 worlds");
        expect(sentence).not.toMatch(/NaN|undefined|null/);
      }),
    );
  });
});
