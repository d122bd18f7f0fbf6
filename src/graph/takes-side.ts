// Whether a sentence in the miniature's words speaks for a value or against it. The vocabulary is small and closed,
// so that a count of its negating words goes a long way; docs/constitution.md names what it gets wrong.

const negating = new Set(["not", "without", "harm", "harms", "against", "wrong"]);
const clauseStart = new Set([",", "so", "when", "and", "that"]);

/**
 * `words` are lower-case and hold the value. Two negations make an affirmation ("it is wrong to harm privacy",
 * "without truth i can not help"); so does a clause that holds the value and no negation of its own ("when an ai
 * is wrong , people need oversight").
 */
export function takesSide(words: readonly string[], value: string): "for" | "against" {
  if (deniesDirectly(words.join(" "), value)) return "against";
  const clause = clauses(words).find((part) => part.includes(value)) ?? words;
  return [words, clause, withoutFallibility(words)].some(isEven) ? "for" : "against";
}

function deniesDirectly(sentence: string, value: string): boolean {
  return [`not protect`, "not need", "not help", "more than"].some((start) =>
    ` ${sentence} `.includes(` ${start} ${value} `),
  );
}

function clauses(words: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (clauseStart.has(word)) parts.push([]);
    parts.at(-1)!.push(word);
  }
  return parts;
}

const isEven = (words: readonly string[]): boolean =>
  words.filter((word) => negating.has(word)).length % 2 === 0;

/** "can be wrong about" says that an AI may err, not that something is wrong to do. */
const withoutFallibility = (words: readonly string[]): string[] =>
  words
    .join(" ")
    .replace(/\bcan be wrong\b|\bwrong about\b/g, "")
    .split(" ");
