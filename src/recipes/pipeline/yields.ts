// How many records an item at a given step will come to, from what was seen so far: so that no more is begun than the
// run still needs, because everything beyond that is paid for nothing.
import type { Step } from "./types.ts";

/** As many items as this are taken to have gone as planned, until real ones say otherwise. */
const prior = 2;

export interface Yields {
  /** One item went through a step: how many came out. */
  saw(step: number, out: number): void;
  /** Records to be expected of one item that is about to run this step. */
  expected(step: number): number;
}

/** The last index, `steps.length`, is acceptance itself: near-duplicates are turned down there. */
export function createYields(steps: Pick<Step<never>, "fanOut">[]): Yields {
  const planned = [...steps.map(({ fanOut = 1 }) => fanOut), 1];
  const tried = planned.map(() => 0);
  const out = planned.map(() => 0);
  let expected: number[] | undefined;
  return {
    saw(step, count) {
      tried[step]!++;
      out[step]! += count;
      expected = undefined;
    },
    expected(step) {
      if (!expected) {
        expected = [];
        let product = 1;
        for (let at = planned.length - 1; at >= 0; at--) {
          product *= (out[at]! + prior * planned[at]!) / (tried[at]! + prior);
          expected[at] = product;
        }
      }
      return expected[step]!;
    },
  };
}
