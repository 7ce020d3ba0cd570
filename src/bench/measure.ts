import { reshape, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { median } from '../evaluate/median';

/** Several ways to do the same work; each call resolves when the device has finished it. */
export type Variants = Readonly<Record<string, () => Promise<unknown>>>;

export async function milliseconds(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/**
 * Times variants in turn, round after round, so that whatever else the machine does falls on all of them alike. Every
 * variant runs once before, uncounted: shaders compile, buffers are made.
 *
 * @param enoughMs no further round begins after this time; at least one is measured
 * @returns median milliseconds per variant
 */
export async function interleaved<V extends Variants>(
  variants: V,
  rounds: number,
  enoughMs = Number.POSITIVE_INFINITY,
): Promise<{ [K in keyof V]: number }> {
  const times = Object.keys(variants).map((name) => ({ name, all: [] as number[] }));
  for (const { name } of times) {
    await variants[name]();
  }
  const start = performance.now();
  for (let round = 0; round < rounds && (round === 0 || performance.now() - start < enoughMs); round++) {
    for (const { name, all } of times) {
      all.push(await milliseconds(variants[name]));
    }
  }
  return Object.fromEntries(times.map(({ name, all }) => [name, median(all)])) as {
    [K in keyof V]: number;
  };
}

/** Exponent b of the power law y = a x^b through points, by least squares on logarithms. */
export function logLogSlope(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (index: 0 | 1) => logs.reduce((sum, point) => sum + point[index], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

/** Resolves when the device has computed a tensor; reads one number of it. */
export async function finished(tensor: Tensor): Promise<void> {
  const first = tidy(() => slice(reshape(tensor, [-1]), 0, 1));
  await first.data();
  first.dispose();
}
