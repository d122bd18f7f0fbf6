import { checkEvents, checkProbability } from "./checks.ts";
import { normalQuantile } from "./special-functions.ts";

/** A count of events and the interval of the rate behind it. Rates run from 0 to 1. */
export interface RateInterval {
  n: number;
  events: number;
  rate: number;
  low: number;
  high: number;
}

export interface RateOptions {
  /** How often it happened, from 0 to n. */
  events: number;
  /** How often it could have happened, at least 1. */
  n: number;
  /** Two-sided level, 0.95 unless said otherwise. */
  confidence?: number;
}

/**
 * The Wilson score interval of a proportion: "these cases". Never of zero width, never outside [0, 1], and
 * about right on average even for rates near 0 or 1, where the Wald interval fails.
 * E. B. Wilson, JASA 22, 1927; recommended by Brown, Cai and DasGupta, Statistical Science 16(2), 2001.
 * @throws RangeError when n is 0, when events is not a whole number in [0, n], or confidence not in (0, 1).
 */
export function wilson({ events, n, confidence = 0.95 }: RateOptions): RateInterval {
  checkEvents(events, n);
  checkProbability("confidence", confidence);
  const z = normalQuantile(0.5 + confidence / 2);
  // Exactly 0 at no events, since the root of a square is exact in floating point.
  const low = (count: number) =>
    (2 * count + z * z - z * Math.sqrt(z * z + (4 * count * (n - count)) / n)) / (2 * (n + z * z));
  // The upper end is the lower end of the other outcome: symmetric to the last bit.
  return { n, events, rate: events / n, low: low(events), high: 1 - low(n - events) };
}
