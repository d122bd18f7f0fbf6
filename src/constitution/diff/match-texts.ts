interface Matching<T> {
  before: readonly T[];
  after: readonly T[];
  text: (one: T) => string;
  /** From 0 to 1: what else than the words speaks for the two being one, such as a title or a place. */
  kinship: (before: T, after: T) => number;
  /** The least sum of likeness and kinship at which two count as one. */
  least: number;
}

/**
 * Which of the one list is which of the other: first those with the very same words, then the likeliest pairs,
 * greedily. Likeness is the share of words in common (Dice's coefficient over words with their counts), so that it
 * does not matter where in the text they stand.
 */
export function matchTexts<T>({ before, after, text, kinship, least }: Matching<T>): Map<T, T> {
  const pairs = new Map<T, T>();
  const taken = new Set<T>();
  const take = (a: T, b: T): void => {
    pairs.set(a, b);
    taken.add(b);
  };
  const byText = new Map<string, T[]>();
  for (const one of after) byText.set(text(one), [...(byText.get(text(one)) ?? []), one]);
  for (const kin of [true, false]) {
    for (const one of before) {
      if (pairs.has(one)) continue;
      const free = (byText.get(text(one)) ?? []).filter((other) => !taken.has(other));
      const best = highest(free, (other) => kinship(one, other));
      if (best !== undefined && (!kin || kinship(one, best) > 0)) take(one, best);
    }
  }
  const [restBefore, restAfter] = [before.filter((a) => !pairs.has(a)), after.filter((b) => !taken.has(b))];
  const bagsAfter = restAfter.map((one) => bagOf(text(one)));
  const candidates = restBefore.flatMap((a) => {
    const bag = bagOf(text(a));
    return restAfter.flatMap((b, i) => {
      const kin = kinship(a, b);
      const other = bagsAfter[i]!;
      const atBest = (2 * Math.min(bag.size, other.size)) / Math.max(1, bag.size + other.size);
      if (atBest + kin < least) return [];
      const score = likeness(bag, other) + kin;
      return score < least ? [] : [{ a, b, score }];
    });
  });
  // Sorting is stable: of equals, the earlier in the file.
  for (const { a, b } of candidates.sort((one, other) => other.score - one.score)) {
    if (!pairs.has(a) && !taken.has(b)) take(a, b);
  }
  return pairs;
}

interface Bag {
  counts: Map<string, number>;
  size: number;
}

function bagOf(text: string): Bag {
  const counts = new Map<string, number>();
  const words = text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}]+/gu) ?? [];
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return { counts, size: words.length };
}

function likeness(one: Bag, other: Bag): number {
  let common = 0;
  for (const [word, count] of one.counts) common += Math.min(count, other.counts.get(word) ?? 0);
  return (2 * common) / Math.max(1, one.size + other.size);
}

function highest<T>(all: readonly T[], score: (one: T) => number): T | undefined {
  return all.reduce<T | undefined>(
    (best, one) => (best === undefined || score(one) > score(best) ? one : best),
    undefined,
  );
}
