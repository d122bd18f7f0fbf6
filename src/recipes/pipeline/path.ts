// Where an item comes from, and with that its place in the order of work: the source's ordinal, then the child's index
// at each fan-out. `12`, `12.0`, `12.0.3`: the same in every run, whatever finishes first.

export type Path = readonly number[];

/** Oldest first: depth first through the tree of items. Negative where `a` comes before `b`. */
export function comparePaths(a: Path, b: Path): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

export function pathText(path: Path): string {
  return path.join(".");
}

/** The texts of all items that this one was made from, the source's first. */
export function ancestorsOf(text: string): string[] {
  const parts = text.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}
