/** A binary heap: the smallest of its values at hand, log n to add or take. */
export interface Heap<T> {
  readonly size: number;
  peek(): T | undefined;
  push(value: T): void;
  pop(): T | undefined;
}

export function createHeap<T>(compare: (a: T, b: T) => number): Heap<T> {
  const values: T[] = [];
  const swap = (a: number, b: number) => {
    [values[a], values[b]] = [values[b]!, values[a]!];
  };
  return {
    get size() {
      return values.length;
    },
    peek: () => values[0],
    push(value) {
      let at = values.push(value) - 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (compare(values[at]!, values[parent]!) >= 0) return;
        swap(at, parent);
        at = parent;
      }
    },
    pop() {
      const top = values[0];
      const last = values.pop();
      if (values.length === 0 || last === undefined) return top;
      values[0] = last;
      for (let at = 0; ; ) {
        const [left, right] = [2 * at + 1, 2 * at + 2];
        let least = at;
        if (left < values.length && compare(values[left]!, values[least]!) < 0) least = left;
        if (right < values.length && compare(values[right]!, values[least]!) < 0) least = right;
        if (least === at) return top;
        swap(at, least);
        at = least;
      }
    },
  };
}
