import { checkCount, checkProbability, checkRate } from "./checks.ts";
import { normalCdf, normalQuantile } from "./special-functions.ts";

/**
 * How many independent cases each of two arms needs to find the difference between two rates with a two-sided
 * test of level alpha. The normal approximation without continuity correction (Fleiss, Levin and Paik,
 * Statistical Methods for Rates and Proportions, 2003, section 4.2), as R's power.prop.test has it. Cases that
 * cluster in worlds are not independent: this is then the least, not the enough.
 * @throws RangeError when the rates are equal or not in [0, 1], or power or alpha is not in (0, 1).
 */
export function sampleSizeForDifference(options: {
  first: number;
  second: number;
  power?: number;
  alpha?: number;
}): number {
  const { first, second, power = 0.8, alpha = 0.05 } = options;
  const { pooled, separate } = spreads(first, second);
  checkProbability("power", power);
  checkProbability("alpha", alpha);
  const needed = normalQuantile(1 - alpha / 2) * pooled + normalQuantile(power) * separate;
  return Math.max(1, Math.ceil((needed / (first - second)) ** 2));
}

/**
 * The chance that `n` cases an arm find the difference between two rates, in its right direction; the inverse
 * of `sampleSizeForDifference`, with its source and its limits.
 * @throws RangeError as there, and when n is not a whole number above 0.
 */
export function powerForDifference(options: {
  first: number;
  second: number;
  /** Cases an arm. */
  n: number;
  alpha?: number;
}): number {
  const { first, second, n, alpha = 0.05 } = options;
  const { pooled, separate } = spreads(first, second);
  checkCount("n", n);
  checkProbability("alpha", alpha);
  const distance = Math.abs(first - second) * Math.sqrt(n) - normalQuantile(1 - alpha / 2) * pooled;
  if (separate === 0) return distance >= 0 ? 1 : 0; // rates of 0 and 1 leave nothing to chance
  return normalCdf(distance / separate);
}

/** The spread of one case's difference if both arms had the mean rate, and with their own rates. */
function spreads(first: number, second: number): { pooled: number; separate: number } {
  checkRate("first", first);
  checkRate("second", second);
  if (first === second) {
    throw new RangeError(`Both rates are ${first}: no number of cases finds a difference of zero.`);
  }
  const mean = (first + second) / 2;
  return {
    pooled: Math.sqrt(2 * mean * (1 - mean)),
    separate: Math.sqrt(first * (1 - first) + second * (1 - second)),
  };
}
