// How many records an item will come to, from what was seen so far: so that no more is begun than the run still needs,
// because everything beyond that is paid for nothing.
import { compareInOrder, type Path } from "./path.ts";
import type { Step } from "./types.ts";

/** As many items as this are taken to have gone through each step as planned, until real ones say otherwise. */
const prior = 2;

export interface Yields {
  /** An item ended with this step; `out` is how many came of it. */
  saw(step: number, out: number): void;
  /** Records of this item, about to run `step`, that are to be expected before `other` in the order of work. */
  expectedBefore(item: { path: Path; step: number }, other: Path): number;
}

/** Steps count from 0; one more is acceptance itself, where near-duplicates are turned down. `round`: see path.ts. */
export function createYields(steps: Pick<Step<never>, "fanOut">[], round: number): Yields {
  const planned = [...steps.map(({ fanOut = 1 }) => fanOut), 1];
  const tried = planned.map(() => 0);
  const passed = planned.map(() => 0);
  const children = planned.map(() => 0);
  let known: { survival: number[]; fanOuts: number[][] } | undefined;

  /** By step: the share of items that come through it and all later ones, and how these fan out. */
  function compute() {
    const survival: number[] = [];
    const fanOuts: number[][] = [];
    for (let at = planned.length - 1; at >= 0; at--) {
      survival[at] = (survival[at + 1] ?? 1) * ((passed[at]! + prior) / (tried[at]! + prior));
      const mean = (children[at]! + prior * planned[at]!) / (passed[at]! + prior);
      const later = fanOuts[at + 1] ?? [];
      fanOuts[at] = mean > 1.05 ? [mean, ...later] : later;
    }
    return { survival, fanOuts };
  }
  const at = (step: number) => {
    known ??= compute();
    return { survival: known.survival[step]!, fanOuts: known.fanOuts[step]! };
  };
  const product = (values: number[]) => values.reduce((total, value) => total * value, 1);

  return {
    saw(step, out) {
      tried[step]!++;
      if (out > 0) passed[step]!++;
      children[step]! += out;
      known = undefined;
    },
    expectedBefore({ path, step }, other) {
      const { survival, fanOuts } = at(step);
      const all = product(fanOuts);
      if (Math.floor(path[0]! / round) < Math.floor(other[0]! / round)) return survival * all;
      // How many combinations of later children come before those of `other`: the first level turns fastest.
      let before = compareInOrder(path, other.slice(0, path.length), round) < 0 ? 1 : 0;
      let unit = 1;
      for (let level = path.length; level < other.length; level++) {
        before += unit * other[level]!;
        unit *= fanOuts[level - path.length] ?? 1;
      }
      return survival * Math.min(all, before);
    },
  };
}
