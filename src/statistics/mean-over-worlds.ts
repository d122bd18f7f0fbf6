import { checkProbability, checkValues } from "./checks.ts";
import { studentTCdf, studentTQuantile } from "./special-functions.ts";

export interface MeanOverWorlds {
  worlds: number;
  mean: number;
  /** Null where fewer than two worlds leave nothing to judge the spread by. */
  low: number | null;
  high: number | null;
  /** One value a world, in the order given. */
  values: number[];
}

export interface TTest {
  /** The mean in units of its standard error; null for a single value. */
  t: number | null;
  degreesOfFreedom: number;
  /** Two-sided; null for a single value. */
  p: number | null;
}

/**
 * The mean of one value a world with its t interval: "worlds like these". Each world counts as one
 * observation, however many cases were run in it.
 *
 * Where all worlds agree exactly, the interval has no width: that is what a t interval says, and it is not
 * certainty. Show the pooled Wilson interval beside it.
 * @throws RangeError when values is empty or holds something that is not finite.
 */
export function meanOverWorlds(values: readonly number[], confidence = 0.95): MeanOverWorlds {
  checkValues("values", values);
  checkProbability("confidence", confidence);
  const worlds = values.length;
  const { mean, standardError } = summarise(values);
  if (worlds < 2) return { worlds, mean, low: null, high: null, values: [...values] };
  const half = studentTQuantile(0.5 + confidence / 2, worlds - 1) * standardError;
  return { worlds, mean, low: mean - half, high: mean + half, values: [...values] };
}

/**
 * Student's one-sample test that the mean is zero, two-sided (Student, Biometrika 6, 1908). Of differences,
 * one a world, it is the paired test; p < 0.05 says exactly that the 95% interval of `meanOverWorlds` leaves
 * out zero.
 *
 * Values without any spread: all zero give t = 0 and p = 1; all the same other number give the limit,
 * t = Infinity with the sign of the mean and p = 0, as SciPy does. Print such a p as "< 0.001".
 * @throws RangeError when values is empty or holds something that is not finite.
 */
export function tTest(values: readonly number[]): TTest {
  checkValues("values", values);
  const degreesOfFreedom = values.length - 1;
  if (degreesOfFreedom === 0) return { t: null, degreesOfFreedom, p: null };
  const { mean, standardError } = summarise(values);
  const t = mean === 0 ? 0 : mean / standardError;
  return { t, degreesOfFreedom, p: 2 * studentTCdf(-Math.abs(t), degreesOfFreedom) };
}

function summarise(values: readonly number[]): { mean: number; standardError: number } {
  const n = values.length;
  // Equal values first: a rounded mean would give them a spread of 1e-17 and a t of 1e16.
  if (values.every((value) => value === values[0])) return { mean: values[0]!, standardError: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (n - 1) / n) };
}
