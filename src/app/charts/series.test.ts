import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binned, curveOfMethod, linesOf, metricTitle, otherCharts, RL_CHARTS } from './series';

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

  it.each([
    ['trimpi-grpo', []],
    ['trimpi-poro-grpo', []],
    ['trimpi-dapo', ['dynamic_sampling/kept', 'dynamic_sampling/tries', 'dynamic_sampling/groups']],
  ] as const)('%s shows dynamic sampling only if it samples so', (method, shown) => {
    // Every answer is wrong: all groups of GRPO are kept, none has right and wrong answers.
    const point = {
      ...{ step: 0, 'rewards/accuracy': 0, frac_reward_zero_std: 1 },
      ...{ 'dynamic_sampling/kept': 1, 'dynamic_sampling/tries': 1, 'dynamic_sampling/groups': 4 },
    };
    const [kept] = curveOfMethod([point], method);
    expect(Object.keys(kept).filter((name) => name.startsWith('dynamic'))).toEqual(shown);
    expect(kept.frac_reward_zero_std).toBe(1);
  });

  it('says what the loss of RL is not, and what every metric that is logged measures', () => {
    const point = {
      step: 0,
      loss: -1e-7,
      grad_norm: 2,
      'clip_ratio/low_mean': 0,
      'rewards/format': 1,
      mystery: 1,
    };
    const charts = new Map(otherCharts([point], RL_CHARTS).map((spec) => [spec.metric, spec]));
    expect(charts.get('loss')?.note).toMatch(/first loss of a step is 0.* its gradient/);
    expect(charts.get('grad_norm')?.meaning).toBe(
      'Length of the gradient before it is clipped to 1. Logged as grad_norm.',
    );
    expect(charts.get('mystery')).toEqual({
      metric: 'mystery',
      title: 'mystery',
      meaning: 'Logged as mystery.',
    });
    expect(['loss', 'reward', 'clip_ratio/low_mean'].map(metricTitle)).toEqual([
      'Loss',
      'Reward',
      'Clipped below',
    ]);
  });
});
