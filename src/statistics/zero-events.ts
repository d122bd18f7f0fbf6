import { checkCount, checkProbability } from "./checks.ts";

/**
 * "No harm seen in n": the largest rate under which seeing nothing in n independent cases still happens with
 * probability 1 - confidence. One-sided and exact: 1 - (1 - confidence)^(1/n), close to 3/n at 95% (the rule
 * of three; Hanley and Lippman-Hand, JAMA 249, 1983).
 * @throws RangeError when n is not a whole number above 0 or confidence not in (0, 1).
 */
export function upperBoundAtZero({ n, confidence = 0.95 }: { n: number; confidence?: number }): number {
  checkCount("n", n);
  checkProbability("confidence", confidence);
  return -Math.expm1(Math.log(1 - confidence) / n);
}

/**
 * How many cases without a single event bring the rate below `bound`: the smallest n whose
 * `upperBoundAtZero` is at most `bound`.
 * @throws RangeError when bound or confidence is not in (0, 1).
 */
export function sampleSizeForZeroBound(options: { bound: number; confidence?: number }): number {
  const { bound, confidence = 0.95 } = options;
  checkProbability("bound", bound);
  checkProbability("confidence", confidence);
  // Rounding must not add a case where the quotient is a whole number (bound 0.5 at 75%: 2 cases).
  return Math.max(1, Math.ceil((Math.log(1 - confidence) / Math.log1p(-bound)) * (1 - 1e-12)));
}
