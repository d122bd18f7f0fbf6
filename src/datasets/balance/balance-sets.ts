// Two sets made equal by leaving whole records out: the same number of tokens in each group, so that a comparison of
// the arms trained on them is not one of their sizes.
import { createRandom } from "../../statistics/index.ts";
import { chooseBySum } from "./choose-by-sum.ts";

/** A record as far as balancing looks at it. */
export interface Weighed {
  id: string;
  group: string;
  tokens: number;
}

export interface BalanceOptions {
  /** How far the tokens of a group may lie apart, as a share of the larger. Default 0.005. */
  tolerance?: number;
  /** Decides which records go where several choices are as good. */
  seed?: number;
}

export interface GroupBalance {
  group: string;
  before: [SideCount, SideCount];
  after: [SideCount, SideCount];
  /** Difference of the tokens as a share of the larger. */
  apart: number;
  reached: boolean;
  /** What the side with fewer tokens lacked: how many more records of its mean length would have kept all of the other. */
  missing?: { side: 0 | 1; records: number; tokens: number };
}

export interface SideCount {
  records: number;
  tokens: number;
}

export interface Balance {
  /** Positions of the records that stay, in order, of each set. */
  keep: [number[], number[]];
  groups: GroupBalance[];
  total: Pick<GroupBalance, "before" | "after" | "apart" | "reached">;
}

/**
 * In each group the side with fewer tokens stays as it is, and of the other as many records are kept as come nearest to
 * it. Where no choice comes within the tolerance, records of both are left out. A group that one side lacks goes.
 */
export function balanceSets(
  a: readonly Weighed[],
  b: readonly Weighed[],
  { tolerance = 0.005, seed = 1 }: BalanceOptions = {},
): Balance {
  const groups = [...new Set([...a, ...b].map(({ group }) => group))].sort();
  const positions = ([a, b] as const).map((set) => {
    const byGroup = new Map<string, number[]>();
    for (const [position, { group }] of set.entries()) {
      const list = byGroup.get(group);
      if (list) list.push(position);
      else byGroup.set(group, [position]);
    }
    return byGroup;
  });
  const keep: [number[], number[]] = [[], []];
  const balanced = groups.map((group): GroupBalance => {
    const random = createRandom(seed, "balance", group);
    const sides = ([a, b] as const).map((set, side) => ({
      set,
      positions: random.shuffle(positions[side]!.get(group) ?? []),
    }));
    const kept = balanceGroup(
      sides.map(({ set, positions }) => positions.map((position) => set[position]!.tokens)) as Pair<number[]>,
      tolerance,
    );
    const before = sides.map(({ set, positions }) => countOf(set, positions)) as Pair<SideCount>;
    const chosen = kept.map((indices, side) => indices.map((index) => sides[side]!.positions[index]!));
    for (const side of [0, 1] as const) keep[side].push(...chosen[side]!);
    const after = [countOf(a, chosen[0]!), countOf(b, chosen[1]!)] as Pair<SideCount>;
    return { group, before, after, ...distance(after, tolerance), ...missingOf(before) };
  });
  for (const side of keep) side.sort((x, y) => x - y);
  const sum = (when: "before" | "after") =>
    ([0, 1] as const).map((side) => ({
      records: balanced.reduce((all, one) => all + one[when][side].records, 0),
      tokens: balanced.reduce((all, one) => all + one[when][side].tokens, 0),
    })) as Pair<SideCount>;
  const after = sum("after");
  return { keep, groups: balanced, total: { before: sum("before"), after, ...distance(after, tolerance) } };
}

type Pair<T> = [T, T];

/** How many records of the smaller side may go, one after the other, in the search for a better choice. */
const triedWithout = 30;

/** Indices to keep of each side's token counts. */
function balanceGroup(sides: Pair<number[]>, tolerance: number): Pair<number[]> {
  const totals = sides.map((counts) => counts.reduce((sum, tokens) => sum + tokens, 0)) as Pair<number>;
  if (totals[0] === 0 || totals[1] === 0) return [[], []];
  const small = totals[0] <= totals[1] ? 0 : 1;
  const [smaller, larger] = [sides[small], sides[1 - small]!];
  const all = smaller.map((_, index) => index);
  let best = { kept: all, other: [] as number[], gap: Number.POSITIVE_INFINITY };
  // With all of the smaller side first; then without one of its records, the shortest first.
  const droppable = [...all]
    .sort((x, y) => smaller[x]! - smaller[y]!)
    .slice(0, Math.min(triedWithout, all.length - 1));
  for (const without of [undefined, ...droppable]) {
    const target = totals[small] - (without === undefined ? 0 : smaller[without]!);
    if (target === 0) continue;
    const other = chooseBySum(larger, target);
    const reached = other.reduce((sum, index) => sum + larger[index]!, 0);
    const gap = Math.abs(reached - target) / Math.max(reached, target);
    if (gap < best.gap) best = { kept: all.filter((index) => index !== without), other, gap };
    if (best.gap <= tolerance) break;
  }
  return small === 0 ? [best.kept, best.other] : [best.other, best.kept];
}

function countOf(set: readonly Weighed[], positions: readonly number[]): SideCount {
  return {
    records: positions.length,
    tokens: positions.reduce((sum, position) => sum + set[position]!.tokens, 0),
  };
}

function distance([a, b]: Pair<SideCount>, tolerance: number): { apart: number; reached: boolean } {
  const larger = Math.max(a.tokens, b.tokens);
  const apart = larger === 0 ? 0 : Math.abs(a.tokens - b.tokens) / larger;
  return { apart, reached: apart <= tolerance };
}

function missingOf([a, b]: Pair<SideCount>): Pick<GroupBalance, "missing"> {
  if (a.tokens === b.tokens) return {};
  const side = a.tokens < b.tokens ? 0 : 1;
  const tokens = Math.abs(a.tokens - b.tokens);
  const short = side === 0 ? a : b;
  // A side without any record has no mean length; the other's has to do.
  const mean =
    short.records > 0 && short.tokens > 0
      ? short.tokens / short.records
      : Math.max(a.tokens, b.tokens) / Math.max(a.records, b.records);
  return { missing: { side, records: Math.ceil(tokens / mean), tokens } };
}
