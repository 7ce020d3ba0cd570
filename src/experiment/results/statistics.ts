/** Statistics over seeds: few values, so the t-distribution, never the normal one. */

/** The mean of some values with what is known of its precision. */
export interface Estimate {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation (divisor n - 1); null for one value. */
  readonly sd: number | null;
  /**
   * Two-sided interval of the mean by the t-distribution; null for one value, of which the spread is unknown, and for values that are all
   * equal, of which it is not nothing: seeds that all end at 0 % do not make 0 % certain.
   */
  readonly interval: Interval | null;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** @throws RangeError when there are no values */
export function mean(values: readonly number[]): number {
  if (values.length === 0) {
    throw new RangeError('There is no mean of no values.');
  }
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation, divisor n - 1; null for fewer than two values. */
export function sampleSd(values: readonly number[]): number | null {
  if (values.length < 2) {
    return null;
  }
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/**
 * Mean, spread and interval of the mean: mean +- t(n - 1) sd / sqrt(n).
 *
 * @throws RangeError when there are no values
 */
export function estimate(values: readonly number[], level = 0.95): Estimate {
  const n = values.length;
  const centre = mean(values);
  const sd = sampleSd(values);
  const half =
    sd === null || values.every((value) => value === values[0])
      ? null
      : (tQuantile(0.5 + level / 2, n - 1) * sd) / Math.sqrt(n);
  return {
    n,
    mean: centre,
    sd,
    interval: half === null ? null : { low: centre - half, high: centre + half },
  };
}

/**
 * The contrast a - b of values paired by seed: the interval of the mean of the differences. Sharper than comparing two
 * intervals, because what a seed does to both (its policies, its images) cancels.
 *
 * @throws RangeError when the lists differ in length or are empty
 */
export function pairedContrast(a: readonly number[], b: readonly number[], level = 0.95): Estimate {
  if (a.length !== b.length) {
    throw new RangeError(`Pairs need lists of one length, not of ${a.length} and ${b.length}.`);
  }
  return estimate(
    a.map((value, i) => value - b[i]),
    level,
  );
}

/** Spreads below this come from rounding. */
const ROUNDING = 1e-12;

/** Whether the values of an estimate differ by more than rounding. */
export function varies({ sd }: Pick<Estimate, 'sd'>): boolean {
  return sd !== null && sd >= ROUNDING;
}

/** Two-sided p of a mean of zero, by the t-test; null for one value, or for equal ones, whose spread says nothing. */
export function pValue({ n, mean: centre, sd }: Estimate): number | null {
  return sd === null || sd < ROUNDING
    ? null
    : 2 * tDistribution((-Math.abs(centre) * Math.sqrt(n)) / sd, n - 1);
}

/** Holm's step-down correction: p values such that those below a level hold together at that level. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const adjusted = new Array<number>(values.length);
  let least = 0;
  order.forEach((i, rank) => {
    least = Math.min(1, Math.max(least, (values.length - rank) * values[i]));
    adjusted[i] = least;
  });
  return adjusted;
}

/**
 * Quantile of Student's t-distribution, by bisection on its distribution function.
 *
 * @param p 0 < p < 1
 * @param degrees of freedom, > 0
 */
export function tQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1 && degrees > 0)) {
    throw new RangeError(`There is no t quantile for p = ${p} with ${degrees} degrees of freedom.`);
  }
  if (p < 0.5) {
    return -tQuantile(1 - p, degrees);
  }
  let high = 1;
  while (tDistribution(high, degrees) < p) {
    high *= 2;
  }
  let low = 0;
  // Halving until neighbouring doubles are left.
  for (let middle = high / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (tDistribution(middle, degrees) < p) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

/** P(T <= t) of Student's t-distribution. */
export function tDistribution(t: number, degrees: number): number {
  const tail = incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/** Regularized incomplete beta function I_x(a, b) (DLMF 8.17.22, a continued fraction, by Lentz's method). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) {
    return x <= 0 ? 0 : 1;
  }
  // The fraction converges fast below the mean of the distribution; above it, I_x(a, b) = 1 - I_{1-x}(b, a).
  if (x > (a + 1) / (a + b + 2)) {
    return 1 - incompleteBeta(1 - x, b, a);
  }
  const front = Math.exp(
    a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b) - Math.log(a),
  );
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 1000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const change = c * d;
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) {
      break;
    }
  }
  return front * fraction;
}

/** Coefficients of Lanczos' approximation for g = 7, n = 9 (Godfrey, 2001). */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** log of the gamma function for x >= 0.5, about 15 digits. */
export function logGamma(x: number): number {
  const y = x - 1;
  const sum = LANCZOS.slice(1).reduce((all, coefficient, i) => all + coefficient / (y + i + 1), LANCZOS[0]);
  const t = y + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (y + 0.5) * Math.log(t) - t + Math.log(sum);
}
