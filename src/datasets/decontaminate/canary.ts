// Canary strings: a mark in evaluation files that no training text may hold. Copies lose case, layout and punctuation
// and gain invisible characters, so only letters and digits are compared.
import { TeachwhyError } from "../../store/index.ts";
import type { EvaluationText } from "./overlap.ts";

/** Fewer letters and digits than this stand in texts by chance. */
const leastLength = 12;

/** How evaluation files are marked: a GUID that is called a canary in the same line, or a line `canary: ...`. */
const canaryLines = [
  /canary[^\n]{0,80}?\b([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/gi,
  /^[^\p{L}\p{N}\n]*canary\s*[:=](.+)$/gimu,
];

export interface CanaryMatch {
  /** Numbers of the evaluations that carry it. */
  numbers: number[];
  /** Its letters and digits. */
  canary: string;
}

/** Finds the canaries of all evaluations in a text. */
export function createCanaryMatcher(evaluations: readonly EvaluationText[]): (text: string) => CanaryMatch[] {
  const carriers = new Map<string, number[]>();
  evaluations.forEach((evaluation, number) => {
    for (const canary of canariesOf(evaluation)) {
      const numbers = carriers.get(canary);
      if (numbers) numbers.push(number);
      else carriers.set(canary, [number]);
    }
  });
  return (text) => {
    if (carriers.size === 0) return [];
    const { letters } = squeeze(text);
    return [...carriers]
      .filter(([canary]) => letters.includes(canary))
      .map(([canary, numbers]) => ({ canary, numbers }));
  };
}

/** Letters and digits of each canary of an evaluation: the one it names, and those that its text calls so. */
export function canariesOf({ name, text, canary }: EvaluationText): Set<string> {
  const marks = canaryLines.flatMap((line) =>
    [...text.matchAll(line)].map(([, mark]) => squeeze(mark!).letters),
  );
  const found = new Set(marks.filter((letters) => letters.length >= leastLength));
  if (canary === undefined) return found;
  const { letters } = squeeze(canary);
  if (letters.length < leastLength) {
    throw new TeachwhyError({
      code: "weak-canary",
      message: `The canary ${JSON.stringify(canary)} of ${name} has ${letters.length} letters and digits: ordinary text may hold it.`,
      next: `Give it at least ${leastLength} that stand nowhere else, such as a GUID.`,
      data: { name, canary },
    });
  }
  return found.add(letters);
}

export interface Squeezed {
  /** Letters and digits, in lower case and without accents. */
  letters: string;
  /** Where each of them stands in the text. */
  positions: number[];
}

export function squeeze(text: string): Squeezed {
  let letters = "";
  const positions: number[] = [];
  let at = 0;
  for (const character of text) {
    const kept = /[a-z0-9]/.test(character)
      ? character
      : character
          .normalize("NFKD")
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]/gu, "");
    letters += kept;
    for (let i = 0; i < kept.length; i++) positions.push(at);
    at += character.length;
  }
  return { letters, positions };
}
