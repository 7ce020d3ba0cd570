/** A share of n trials with its 95 % interval. */
export interface Proportion {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/** Wilson's score interval (1927): right also near 0 and 1, where the textbook interval is not. */
export function wilson(hits: number, n: number): Proportion {
  if (n === 0) {
    return { value: 0, low: 0, high: 1, n };
  }
  const p = hits / n;
  const denominator = 1 + (Z * Z) / n;
  const centre = (p + (Z * Z) / (2 * n)) / denominator;
  const half = (Z / denominator) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return { value: p, low: Math.max(0, centre - half), high: Math.min(1, centre + half), n };
}

/** The mean of n values from 0 to 1 with a normal 95 % interval, clipped to [0, 1]: for partial credit. */
export function meanProportion(values: readonly number[]): Proportion {
  const n = values.length;
  if (n === 0) return { value: 0, low: 0, high: 1, n };
  const value = values.reduce((sum, one) => sum + one, 0) / n;
  // One value says nothing of how much they differ.
  if (n === 1) return { value, low: 0, high: 1, n };
  const variance = values.reduce((sum, one) => sum + (one - value) ** 2, 0) / (n - 1);
  const half = Z * Math.sqrt(variance / n);
  return { value, low: Math.max(0, value - half), high: Math.min(1, value + half), n };
}

/** Wilson's interval where every value is 0 or 1, that of a mean where there is partial credit. */
export function creditProportion(values: readonly number[]): Proportion {
  const isWhole = values.every((value) => value === 0 || value === 1);
  return isWhole
    ? wilson(values.filter((value) => value === 1).length, values.length)
    : meanProportion(values);
}
