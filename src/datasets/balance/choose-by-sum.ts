/**
 * Indices of counts whose sum comes near to a target. First all that still fit are taken in the given order; then the
 * one exchange of up to two chosen for up to two others that closes most of the gap is made, until none helps. No exact
 * solution of the subset-sum problem, but with some dozens of records the gap is mostly nil.
 */
export function chooseBySum(counts: readonly number[], target: number): number[] {
  const chosen = new Set<number>();
  let gap = target;
  for (const [index, count] of counts.entries()) {
    if (count > gap) continue;
    chosen.add(index);
    gap -= count;
  }
  while (gap !== 0) {
    const move = bestMove(counts, chosen, gap);
    if (!move) break;
    for (const index of move.out) chosen.delete(index);
    for (const index of move.in) chosen.add(index);
    gap = move.gap;
  }
  return [...chosen].sort((a, b) => a - b);
}

interface Move {
  in: number[];
  out: number[];
  gap: number;
}

/** Of each side at most so many are looked at for an exchange: enough for a gap of nil, and quick. */
const looked = 300;

function bestMove(counts: readonly number[], chosen: ReadonlySet<number>, gap: number): Move | undefined {
  const inside = spread([...chosen], counts);
  const outside = spread(
    counts.map((_, index) => index).filter((index) => !chosen.has(index)),
    counts,
  );
  // What may go in or out together, by the tokens that this adds; nothing is one of them.
  const comings = changes(outside, counts);
  const goings = changes(inside, counts);
  let best: Move | undefined;
  for (const going of goings) {
    const coming = nearest(comings, gap + going.tokens);
    const left = gap - coming.tokens + going.tokens;
    if (Math.abs(left) < Math.abs(best?.gap ?? gap))
      best = { in: coming.indices, out: going.indices, gap: left };
  }
  return best;
}

interface Change {
  indices: number[];
  tokens: number;
}

function changes(indices: readonly number[], counts: readonly number[]): Change[] {
  const found: Change[] = [{ indices: [], tokens: 0 }];
  for (const [at, first] of indices.entries()) {
    found.push({ indices: [first], tokens: counts[first]! });
    for (const second of indices.slice(at + 1, at + 1 + looked)) {
      found.push({ indices: [first, second], tokens: counts[first]! + counts[second]! });
    }
  }
  return found.sort((a, b) => a.tokens - b.tokens);
}

function nearest(sorted: readonly Change[], tokens: number): Change {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.tokens < tokens) low = middle + 1;
    else high = middle;
  }
  const [below, above] = [sorted[low - 1], sorted[low]!];
  return below && Math.abs(below.tokens - tokens) < Math.abs(above.tokens - tokens) ? below : above;
}

/** One index for each different count, up to `looked` of them, evenly over all counts. */
function spread(indices: readonly number[], counts: readonly number[]): number[] {
  const byCount = new Map(indices.map((index) => [counts[index]!, index]));
  const sorted = [...byCount.entries()].sort(([a], [b]) => a - b).map(([, index]) => index);
  const step = Math.max(1, sorted.length / looked);
  return Array.from({ length: Math.min(looked, sorted.length) }, (_, at) => sorted[Math.floor(at * step)]!);
}
