/**
 * Holm's adjusted p-values, in the order given: compare each with alpha, and the chance of even one false
 * alarm among them all stays at most alpha, however they depend on each other. Never weaker than Bonferroni.
 * S. Holm, Scandinavian Journal of Statistics 6, 1979.
 * @throws RangeError when a p-value is not in [0, 1].
 */
export function holm(pValues: readonly number[]): number[] {
  for (const [index, p] of pValues.entries()) {
    if (!(p >= 0 && p <= 1)) throw new RangeError(`pValues[${index}] is ${p}, and must lie in [0, 1].`);
  }
  const ascending = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [rank, { p, index }] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  }
  return adjusted;
}
