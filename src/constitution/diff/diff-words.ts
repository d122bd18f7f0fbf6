/** A run of words that both texts have, or only the one. */
export interface WordChange {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Beyond this many cells the table costs more than it shows; such paragraphs stand as replaced. */
const maxCells = 4_000_000;

/** The fewest words to take out and put in (longest common subsequence), removals before what replaces them. */
export function diffWords(before: string, after: string): WordChange[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  let head = 0;
  while (head < Math.min(a.length, b.length) && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const changes = [
    ...a.slice(0, head).map(word("same")),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(word("same")),
  ];
  return runs(changes);
}

const wordsOf = (text: string): string[] => text.match(/\S+/g) ?? [];

const word = (kind: WordChange["kind"]) => (text: string) => ({ kind, text });

function middle(a: readonly string[], b: readonly string[]): WordChange[] {
  if (a.length * b.length > maxCells) return [...a.map(word("removed")), ...b.map(word("added"))];
  const width = b.length + 1;
  // At (i, j): how many words the rests from i and from j have in common.
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      common[at] =
        a[i] === b[j] ? common[at + width + 1]! + 1 : Math.max(common[at + width]!, common[at + 1]!);
    }
  }
  const changes: WordChange[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const at = i * width + j;
    if (i < a.length && j < b.length && a[i] === b[j]) {
      changes.push({ kind: "same", text: a[i++]! });
      j++;
    } else if (i < a.length && (j === b.length || common[at + width]! >= common[at + 1]!)) {
      changes.push({ kind: "removed", text: a[i++]! });
    } else {
      changes.push({ kind: "added", text: b[j++]! });
    }
  }
  return changes;
}

/** Neighbours of a kind as one; between two words in common, all that went stands before all that came. */
function runs(changes: readonly WordChange[]): WordChange[] {
  const joined: WordChange[] = [];
  let [removed, added]: [string[], string[]] = [[], []];
  const flush = (): void => {
    if (removed.length > 0) joined.push({ kind: "removed", text: removed.join(" ") });
    if (added.length > 0) joined.push({ kind: "added", text: added.join(" ") });
    [removed, added] = [[], []];
  };
  for (const { kind, text } of changes) {
    if (kind === "removed") removed.push(text);
    else if (kind === "added") added.push(text);
    else {
      flush();
      const last = joined.at(-1);
      if (last?.kind === "same") last.text += ` ${text}`;
      else joined.push({ kind, text });
    }
  }
  flush();
  return joined;
}
