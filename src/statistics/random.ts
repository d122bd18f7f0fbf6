// One source of randomness for everything that draws: text, weights, shuffles, samples, bootstraps.
// Every draw comes from a seed that is written down, so a run can be made again exactly.
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

export interface Random {
  /** A float in [0, 1) with 32 random bits. */
  next(): number;
  /** An integer in [0, below). */
  integer(below: number): number;
  /** One element, each equally likely. */
  pick<T>(list: readonly T[]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A new shuffled copy (Fisher-Yates). */
  shuffle<T>(list: readonly T[]): T[];
  /** `count` different elements in random order. */
  sample<T>(list: readonly T[], count: number): T[];
  /** A normal draw with mean 0 and standard deviation 1 (Box-Muller, one of the pair). */
  normal(): number;
}

/** A 32-bit seed from a number and any labels, so that streams with different labels are independent. */
export function seedFrom(seed: number, ...labels: (string | number)[]): number {
  let hash = 0x811c9dc5; // FNV-1a
  for (const character of [seed, ...labels].join("\u0000")) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return hash | 0;
}

export function createRandom(seed: number, ...labels: (string | number)[]): Random {
  const generator = xoroshiro128plus(seedFrom(seed, ...labels));
  for (let i = 0; i < 8; i++) generator.next(); // its first outputs still show the seed's bits
  const next = () => (generator.next() >>> 0) / 4294967296;
  const random: Random = {
    next,
    integer: (below) => Math.floor(next() * below),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    chance: (probability) => next() < probability,
    shuffle(list) {
      const copy = [...list];
      for (let last = copy.length - 1; last > 0; last--) {
        const other = random.integer(last + 1);
        [copy[last], copy[other]] = [copy[other]!, copy[last]!];
      }
      return copy;
    },
    sample: (list, count) => random.shuffle(list).slice(0, count),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
  return random;
}
