import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binned, linesOf, otherCharts, RL_CHARTS } from './series';

const curve = (values: readonly number[]) => values.map((loss, i) => ({ step: i + 1, loss }));

describe('curves for drawing', () => {
  it('averages neighbours and keeps the last step', () => {
    expect(binned(curve([1, 3, 5, 7, 9]), ['loss'], 3)).toEqual([
      { step: 2, loss: 2 },
      { step: 4, loss: 6 },
      { step: 5, loss: 9 },
    ]);
  });

  it('never draws more points than asked, never leaves the range, always ends at the last step', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 500 }),
        fc.integer({ min: 1, max: 60 }),
        (values, limit) => {
          const bins = binned(curve(values), ['loss'], limit);
          expect(bins.length).toBeLessThanOrEqual(limit);
          expect(bins.at(-1)?.step).toBe(values.length);
          for (const bin of bins) {
            expect(bin.loss).toBeGreaterThanOrEqual(Math.min(...values) - 1e-9);
            expect(bin.loss).toBeLessThanOrEqual(Math.max(...values) + 1e-9);
          }
        },
      ),
    );
  });

  it('leaves out values that are not finite instead of drawing a hole as zero', () => {
    expect(binned(curve([Number.NaN, 4]), ['loss'], 1)).toEqual([{ step: 2, loss: 4 }]);
    expect(binned(curve([Number.NaN]), ['loss'], 1)).toEqual([{ step: 1 }]);
  });

  it('draws one line per source where PolicyRollout split the metric', () => {
    const point = { step: 1, reward: 0.5, 'reward/no_policy': 0.4, 'reward/policy_aware': 0.6, kl: 0 };
    expect(linesOf([point], 'reward').map((line) => line.label)).toEqual(['no policy', 'policy-aware']);
    expect(linesOf([point], 'kl').map((line) => line.key)).toEqual(['kl']);
    expect(linesOf([point], 'entropy')).toEqual([]);
  });

  it('lists what has no chart of its own, without the sources', () => {
    const point = {
      step: 1,
      reward: 1,
      'rewards/format/no_policy': 1,
      'rewards/format/policy_aware': 1,
      lr: 1,
    };
    expect(otherCharts([point], RL_CHARTS).map((spec) => spec.metric)).toEqual(['lr', 'rewards/format']);
  });
});
