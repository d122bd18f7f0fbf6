// The special functions behind the intervals and tests, in double precision. Written here rather than taken
// from a library because the small ones are unmaintained and the maintained ones bring hundreds of packages.
// Tests hold them against SciPy (committed values) and jStat.

/** Lanczos, g = 7, nine terms (P. Godfrey's coefficients, 2001): about 15 digits for every x > 0. */
const lanczos = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** The natural logarithm of the gamma function, for x > 0. */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma needs x > 0, got ${x}.`);
  // Reflection: the series is accurate from one half upwards only.
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  let sum = lanczos[0]!;
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (x - 1 + i);
  const shifted = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(shifted) - shifted + Math.log(sum);
}

/** The logarithm of x^a (1-x)^b / B(a, b), the factor before the continued fraction. */
function logBetaFactor(x: number, a: number, b: number): number {
  return logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
}

/**
 * The regularised incomplete beta function I_x(a, b), for x in [0, 1] and a, b > 0: the distribution function
 * of Beta(a, b), and through it of the binomial and of Student's t.
 * Continued fraction DLMF 8.17.22, evaluated by Lentz's method as modified by Thompson and Barnett (1986);
 * see Numerical Recipes, third edition, section 6.4.
 */
export function regularisedIncompleteBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) {
    throw new RangeError(
      `The incomplete beta function needs 0 <= x <= 1 and a, b > 0, got ${x}, ${a}, ${b}.`,
    );
  }
  if (x === 0 || x === 1) return x;
  // The fraction converges fast only below about the mean; above it the mirror image does.
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedIncompleteBeta(1 - x, b, a);

  const tiny = 1e-300; // stands in for a zero denominator
  const orTiny = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / orTiny(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  // The number of terms grows with the square root of a and b: some thousands at a = b = 10 million.
  for (let m = 1; m <= 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / orTiny(1 + even * d);
    c = orTiny(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / orTiny(1 + odd * d);
    c = orTiny(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 2e-16) return (Math.exp(logBetaFactor(x, a, b)) * fraction) / a;
  }
  throw new RangeError(`The incomplete beta function did not converge at x = ${x}, a = ${a}, b = ${b}.`);
}

/**
 * The x at which I_x(a, b) equals p: the quantile of Beta(a, b). Newton's method, with a step of bisection
 * whenever Newton leaves the bracket, so it cannot run away however skewed the distribution is.
 */
export function inverseIncompleteBeta(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A probability lies between 0 and 1, got ${p}.`);
  if (p === 0 || p === 1) return p;
  let low = 0;
  let high = 1;
  let x = a / (a + b);
  for (let i = 0; i < 200; i++) {
    const excess = regularisedIncompleteBeta(x, a, b) - p;
    if (excess === 0) return x;
    if (excess > 0) high = x;
    else low = x;
    const density = Math.exp(logBetaFactor(x, a, b)) / (x * (1 - x));
    const newton = x - excess / density;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-16 * x || high - low <= 1e-16 * high) return next;
    x = next;
  }
  return x;
}

/** The standard normal distribution function. */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  const size = -z;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (size > 3) {
    // Laplace's continued fraction for the tail (Abramowitz and Stegun 26.2.14) keeps small values accurate.
    let fraction = size;
    for (let k = 100; k >= 1; k--) fraction = size + k / fraction;
    return density / fraction;
  }
  // Series of G. Marsaglia, Evaluating the normal distribution, J. Stat. Software 11(4), 2004.
  let term = size;
  let sum = size;
  for (let k = 3; term > 1e-17 * sum; k += 2) {
    term *= (size * size) / k;
    sum += term;
  }
  return 0.5 - density * sum;
}

/**
 * The z below which a standard normal variable falls with probability p; p strictly between 0 and 1.
 * Starts within 0.00045 (Abramowitz and Stegun 26.2.23) and is refined by Halley's method on `normalCdf`, which
 * triples the number of right digits at each step.
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A normal quantile needs 0 < p < 1, got ${p}.`);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(p));
  const over = 2.515517 + t * (0.802853 + t * 0.010328);
  const under = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  let z = over / under - t;
  for (let step = 0; step < 3; step++) {
    const newton = ((normalCdf(z) - p) * Math.sqrt(2 * Math.PI)) / Math.exp((-z * z) / 2);
    z -= newton / (1 + (z * newton) / 2);
  }
  return z;
}

/** Student's t distribution function (Abramowitz and Stegun 26.5.27). */
export function studentTCdf(t: number, degreesOfFreedom: number): number {
  if (t > 0) return 1 - studentTCdf(-t, degreesOfFreedom);
  const square = t * t;
  if (square === Infinity) return 0;
  // Two forms of one identity: each is accurate where its argument is the smaller part of one.
  if (square > degreesOfFreedom) {
    const x = degreesOfFreedom / (degreesOfFreedom + square);
    return regularisedIncompleteBeta(x, degreesOfFreedom / 2, 0.5) / 2;
  }
  const x = square / (degreesOfFreedom + square);
  return (1 - regularisedIncompleteBeta(x, 0.5, degreesOfFreedom / 2)) / 2;
}

/** The t below which Student's t falls with probability p; p strictly between 0 and 1. */
export function studentTQuantile(p: number, degreesOfFreedom: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`A t quantile needs 0 < p < 1, got ${p}.`);
  if (p > 0.5) return -studentTQuantile(1 - p, degreesOfFreedom);
  if (p < 0.25) {
    const x = inverseIncompleteBeta(2 * p, degreesOfFreedom / 2, 0.5);
    return -Math.sqrt((degreesOfFreedom * (1 - x)) / x);
  }
  const x = inverseIncompleteBeta(1 - 2 * p, 0.5, degreesOfFreedom / 2);
  return -Math.sqrt((degreesOfFreedom * x) / (1 - x));
}
