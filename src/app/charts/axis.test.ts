import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logTicks, niceTicks, valueTicks } from './axis';

describe('axis ticks', () => {
  it('are round, few, even, and enclose the values', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        (low, span) => {
          const high = low + span;
          fc.pre(high - low > 1e-9 * Math.abs(low));
          const ticks = niceTicks(low, high);
          const dust = 1e-9 * (Math.abs(low) + Math.abs(high) + span);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(6);
          expect(ticks[0]).toBeLessThanOrEqual(low + dust);
          expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(high - dust);
        },
      ),
    );
    expect(niceTicks(0.31, 0.82)).toEqual([0.2, 0.4, 0.6, 0.8, 1]);
    expect(niceTicks(0, 0.05)).toEqual([0, 0.02, 0.04, 0.06]);
  });

  it('give equal values room and missing values a frame', () => {
    expect(niceTicks(3, 3)).toEqual([0, 1, 2, 3]);
    expect(niceTicks(0, 0)).toEqual([0, 0.5, 1]);
    expect(valueTicks([], false)).toEqual([0, 0.5, 1]);
  });

  it('start at zero unless the values are far from it', () => {
    expect(valueTicks([0.05, 0.4], false)[0]).toBe(0);
    expect(valueTicks([14.6, 15.4], false)[0]).toBeGreaterThan(10);
    expect(valueTicks([0.9, 0.95], true)).toEqual([0, 0.5, 1]);
  });
});

describe('a logarithmic axis', () => {
  it('has the powers of ten around the positive values', () => {
    expect(logTicks([0.02, 3])).toEqual([0.01, 0.1, 1, 10]);
    expect(logTicks([1, 1])).toEqual([1, 10]);
    expect(logTicks([0, -1, 50])).toEqual([10, 100]);
    expect(logTicks([0, Number.NaN])).toBeNull();
  });
});
