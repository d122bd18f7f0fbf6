import { checkEvents, checkProbability } from "./checks.ts";
import { inverseIncompleteBeta } from "./special-functions.ts";
import type { RateInterval, RateOptions } from "./wilson.ts";

/**
 * The exact interval of a proportion: it covers the true rate at least as often as it says, for every rate
 * and every n, and pays for that promise in width. For claims of safety; `wilson` is the one to read daily.
 * C. Clopper and E. Pearson, Biometrika 26, 1934, in its form by quantiles of the beta distribution.
 * @throws RangeError as `wilson` does.
 */
export function clopperPearson({ events, n, confidence = 0.95 }: RateOptions): RateInterval {
  checkEvents(events, n);
  checkProbability("confidence", confidence);
  const tail = (1 - confidence) / 2;
  const low = (count: number) => (count === 0 ? 0 : inverseIncompleteBeta(tail, count, n - count + 1));
  return { n, events, rate: events / n, low: low(events), high: 1 - low(n - events) };
}
