import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  estimate,
  holm,
  logGamma,
  mean,
  pairedContrast,
  pValue,
  sampleSd,
  tDistribution,
  tQuantile,
} from './statistics';

describe('t-distribution', () => {
  // Percentage points as printed in statistical tables, and to ten digits by R's qt.
  it.each([
    [0.975, 1, 12.7062047364],
    [0.975, 2, 4.30265272991],
    [0.975, 3, 3.18244630528],
    [0.975, 4, 2.7764451052],
    [0.975, 9, 2.26215716274],
    [0.975, 29, 2.0452296421],
    [0.975, 100, 1.98397151845],
    [0.995, 5, 4.03214298356],
    [0.9, 7, 1.41492392765],
    [0.95, 1, 6.31375151468],
  ])('has its %f quantile at %f degrees at %f', (p, degrees, expected) => {
    expect(tQuantile(p, degrees)).toBeCloseTo(expected, 9);
    expect(tQuantile(1 - p, degrees)).toBeCloseTo(-expected, 9);
  });

  it('becomes the normal distribution', () => {
    expect(tQuantile(0.975, 1e6)).toBeCloseTo(1.959966, 5);
  });

  it('is the inverse of its distribution function, and Cauchy for one degree', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (p, n) => {
          expect(tDistribution(tQuantile(p, n), n)).toBeCloseTo(p, 10);
          expect(tQuantile(p, 1)).toBeCloseTo(Math.tan(Math.PI * (p - 0.5)), 6);
        },
      ),
    );
  });

  it('refuses what has no quantile', () => {
    expect(() => tQuantile(1, 3)).toThrow(RangeError);
    expect(() => tQuantile(0.9, 0)).toThrow(RangeError);
  });

  it('rests on log gamma', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
    expect(logGamma(11)).toBeCloseTo(Math.log(3628800), 12);
  });
});

describe('estimates over seeds', () => {
  it('agrees with a worked example', () => {
    const { n, mean: centre, sd, interval } = estimate([0.72, 0.66, 0.75]);
    expect(n).toBe(3);
    expect(centre).toBeCloseTo(0.71, 12);
    expect(sd).toBeCloseTo(0.0458257569, 9);
    // 0.71 -+ 4.30265273 * 0.0458257569 / sqrt(3)
    expect(interval?.low).toBeCloseTo(0.5961625, 6);
    expect(interval?.high).toBeCloseTo(0.8238375, 6);
  });

  it('claims no spread for one value, and nothing for none', () => {
    expect(estimate([0.5])).toEqual({ n: 1, mean: 0.5, sd: null, interval: null });
    expect(sampleSd([])).toBeNull();
    expect(() => mean([])).toThrow(RangeError);
  });

  it('pairs by position: what both share cancels', () => {
    const b = [0.1, 0.5, 0.9];
    const { mean: gain, interval } = pairedContrast(
      b.map((value) => value + 0.05),
      b,
    );
    expect(gain).toBeCloseTo(0.05, 12);
    expect((interval?.high ?? 1) - (interval?.low ?? 0)).toBeLessThan(1e-9);
    expect(() => pairedContrast([1], [1, 2])).toThrow(RangeError);
  });

  it('have no interval where all values are equal: seeds that agree do not make their value certain', () => {
    expect(estimate([0, 0])).toEqual({ n: 2, mean: 0, sd: 0, interval: null });
    expect(estimate([0.1, 0.1, 0.1]).interval).toBeNull();
    expect(estimate([0, 0.1]).interval).not.toBeNull();
  });

  it('shifts and scales with its values', () => {
    const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(values, fc.double({ min: -5, max: 5, noNaN: true }), (list, shift) => {
        const [a, b] = [estimate(list), estimate(list.map((value) => 2 * value + shift))];
        expect(b.mean).toBeCloseTo(2 * a.mean + shift, 8);
        expect(b.sd).toBeCloseTo(2 * (a.sd ?? Number.NaN), 8);
        // Values that are all equal have none; the shift can make others equal by rounding.
        if (a.interval && b.interval) expect(b.interval.low).toBeCloseTo(2 * a.interval.low + shift, 7);
      }),
    );
  });
});

describe('tests over seeds', () => {
  it('finds p = .05 where the 95 % interval ends at zero, and none without spread', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 8 }),
        (drawn) => {
          const { mean: centre, interval, sd } = estimate(drawn);
          fc.pre(sd !== null && sd > 1e-3 && interval !== null);
          const half = (interval as { high: number }).high - centre;
          expect(pValue(estimate(drawn.map((value) => value - centre + half)))).toBeCloseTo(0.05, 8);
        },
      ),
    );
    expect(pValue(estimate([0.2, 0.2, 0.2]))).toBeNull();
    expect(pValue(estimate([0.2]))).toBeNull();
  });

  it('corrects for their number by Holm: a worked example', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, i) => {
      expect(adjusted[i]).toBeCloseTo(p, 12);
    });
    expect(holm([0.6, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });
});
