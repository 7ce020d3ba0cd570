import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from './proportion';

describe('wilson', () => {
  // Known values (e.g. statsmodels' proportion_confint(..., method='wilson')).
  it.each([
    [8, 10, 0.4902, 0.9433],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [50, 100, 0.4038, 0.5962],
    [1, 256, 0.0007, 0.0218],
  ])('%i of %i is within [%d, %d]', (hits, n, low, high) => {
    const interval = wilson(hits, n);
    expect(interval.value).toBe(hits / n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('holds the share, stays in [0, 1], mirrors, and narrows with n', () => {
    const trials = fc
      .integer({ min: 1, max: 500 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(trials, ([hits, n]) => {
        const { value, low, high } = wilson(hits, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(value + 1e-12);
        expect(high).toBeGreaterThanOrEqual(value - 1e-12);
        const mirrored = wilson(n - hits, n);
        expect(mirrored.low).toBeCloseTo(1 - high, 9);
        const more = wilson(4 * hits, 4 * n);
        expect(more.high - more.low).toBeLessThan(high - low);
      }),
    );
  });

  it('knows nothing without trials', () => {
    expect(wilson(0, 0)).toEqual({ value: 0, low: 0, high: 1, n: 0 });
  });
});
