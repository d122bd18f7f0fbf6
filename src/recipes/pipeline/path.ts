// Where an item comes from, and with that its place in the order of work: the source's ordinal, then the child's index
// at each fan-out. `12`, `12.0`, `12.0.3`: the same in every run, whatever finishes first.

export type Path = readonly number[];

/**
 * The order in which items are worked on and accepted; negative where `a` comes before `b`. `round` candidates, one for
 * each section of the constitution, are a round. Within a round the first child of each comes first, oldest first, then
 * the second children: so a small set has many sections and worries in it, and a large one wastes no child. An item has
 * the place of its first descendant.
 */
export function compareInOrder(a: Path, b: Path, round: number): number {
  const rounds = Math.floor(a[0]! / round) - Math.floor(b[0]! / round);
  if (rounds !== 0) return rounds;
  // Of several fan-outs the first turns fastest: another worry is more of a difference than another wording.
  for (let level = Math.max(a.length, b.length) - 1; level > 0; level--) {
    const difference = (a[level] ?? 0) - (b[level] ?? 0);
    if (difference !== 0) return difference;
  }
  return a[0]! - b[0]!;
}

export function pathText(path: Path): string {
  return path.join(".");
}

/** The texts of all items that this one was made from, the source's first. */
export function ancestorsOf(text: string): string[] {
  const parts = text.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}
