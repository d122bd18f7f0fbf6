/** Those whose places have to change for the rest to stand in rising order: as few as can be. */
export function outOfOrder<T>(all: readonly T[], place: (one: T) => number): Set<T> {
  // The longest rising subsequence that ends at each; lists of siblings are short.
  const length: number[] = [];
  const previous: number[] = [];
  all.forEach((one, i) => {
    length[i] = 1;
    previous[i] = -1;
    for (let j = 0; j < i; j++) {
      if (place(all[j]!) < place(one) && length[j]! + 1 > length[i]!) {
        length[i] = length[j]! + 1;
        previous[i] = j;
      }
    }
  });
  const moved = new Set(all);
  for (let i = length.indexOf(Math.max(...length)); i >= 0; i = previous[i]!) moved.delete(all[i]!);
  return moved;
}
