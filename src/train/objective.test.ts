import '@tensorflow/tfjs-backend-cpu';
import {
  grad,
  memory,
  setBackend,
  type Tensor,
  type Tensor1D,
  tensor1d,
  valueAndGrad,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import '../kernels/mode';
import { groupAdvantages } from './advantage';
import { aggregationWeights } from './aggregation';
import { clipShares, objectiveLoss, perTokenKl, perTokenLoss } from './objective';
import { OBJECTIVES } from './policy-rollout';

const { grpo: GRPO, dapo: DAPO } = OBJECTIVES;

function clippedLosses(advantages: number[], ratios: number[], dualClip: number, clip = 0.2): number[] {
  const logp = tensor1d(ratios.map(Math.log));
  const old = tensor1d(ratios.map(() => 0));
  const options = { clipLow: clip, clipHigh: clip, dualClip };
  return [...perTokenLoss(logp, old, tensor1d(advantages), options).dataSync()];
}

function near(actual: ArrayLike<number>, expected: readonly number[], digits = 4): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(actual[i]).toBeCloseTo(value, digits);
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

beforeAll(() => setBackend('cpu'));

describe('numeric cases of method 2.6', () => {
  it('clip', () => {
    const losses = clippedLosses([1, -1, 2], [0.5, 1, 1.5], 1e9);
    near(losses, [-0.5, 1, -2.4]);
    expect(mean(losses)).toBeCloseTo(-0.6333, 4);
  });

  it('dual clip', () => {
    const losses = clippedLosses([1, -1, -4], [0.5, 1, 10], 3);
    near(losses, [-0.5, 1, 12]);
    expect(mean(losses)).toBeCloseTo(4.1667, 4);
  });

  it('k3', () => {
    const kl = [...perTokenKl(tensor1d([0, -1, -2]), tensor1d([-1, -1, -1])).dataSync()];
    near(kl, [0.3679, 0, 0.7183]);
    expect(mean(kl)).toBeCloseTo(0.362, 3);
  });

  it.each([
    ['token-mean', 2.5],
    ['seq-mean-token-mean', 3],
    ['seq-mean-token-sum', 5],
    ['dr-grpo', 1.6667],
  ] as const)('aggregation %s', (aggregation, expected) => {
    const losses = [1, 2, 3, 4];
    const weights = aggregationWeights([3, 1], aggregation, 3);
    expect(losses.reduce((sum, loss, i) => sum + loss * weights[i], 0)).toBeCloseTo(expected, 4);
  });

  it.each([
    ['GRPO', GRPO, 'given'],
    ['GRPO', GRPO, 'its own'],
    ['DAPO', DAPO, 'given'],
    ['DAPO', DAPO, 'its own'],
  ] as const)('%s on policy, pi_old %s: the first loss is 0, its gradient is not', (_, options, from) => {
    const advantages = groupAdvantages([1, 0, 0, 0]).flatMap((advantage) => Array(5).fill(advantage));
    const old = advantages.map((_, i) => -0.1 * (i % 7));
    const weights = tensor1d(aggregationWeights([5, 5, 5, 5], 'token-mean', 5));
    const { value, grad: slope } = valueAndGrad((logp: Tensor) =>
      objectiveLoss(
        logp as Tensor1D,
        from === 'given' ? tensor1d(old) : null,
        options.klBeta > 0 ? tensor1d(old) : null,
        tensor1d(advantages),
        weights,
        options,
      ),
    )(tensor1d(old));
    expect(Math.abs(value.dataSync()[0])).toBeLessThan(1e-6);
    // d(-rho A)/d logp = -A at rho = 1; the KL's own slope is 0 where the policies are equal.
    near(
      slope.dataSync(),
      advantages.map((advantage) => -advantage / 20),
      5,
    );
  });
});

const tokens = fc.array(
  fc.record({
    logp: fc.double({ min: -4, max: 0, noNaN: true }),
    old: fc.double({ min: -4, max: 0, noNaN: true }),
    reference: fc.double({ min: -4, max: 0, noNaN: true }),
    advantage: fc.double({ min: -3, max: 3, noNaN: true }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('properties', () => {
  it('the loss is that of the formula, token by token', () => {
    fc.assert(
      fc.property(tokens, (rows) => {
        const column = (name: keyof (typeof rows)[number]) => tensor1d(rows.map((row) => row[name]));
        const losses = perTokenLoss(column('logp'), column('old'), column('advantage'), GRPO);
        const expected = rows.map(({ logp, old, advantage }) => {
          const ratio = Math.exp(logp - old);
          const clipped = Math.min(Math.max(ratio, 1 - GRPO.clipLow), 1 + GRPO.clipHigh);
          const loss = -Math.min(ratio * advantage, clipped * advantage);
          return advantage < 0 ? Math.min(loss, -GRPO.dualClip * advantage) : loss;
        });
        near(losses.dataSync(), expected, 3);
      }),
    );
  });

  it('the objective has the slope of finite differences, away from the kinks', () => {
    const step = 1e-3;
    fc.assert(
      fc.property(tokens, (all) => {
        const rows = all.filter(({ logp, old }) => {
          const ratio = Math.exp(logp - old);
          return [1 - GRPO.clipLow, 1 + GRPO.clipHigh, GRPO.dualClip].every(
            (kink) => Math.abs(ratio - kink) > 0.02 && ratio < 20,
          );
        });
        fc.pre(rows.length > 0);
        const column = (name: keyof (typeof rows)[number]) => tensor1d(rows.map((row) => row[name]));
        const weights = tensor1d(rows.map(() => 1));
        const options = { ...GRPO, klBeta: 0.5 };
        const at = (logp: Tensor) =>
          objectiveLoss(
            logp as Tensor1D,
            column('old'),
            column('reference'),
            column('advantage'),
            weights,
            options,
          );
        const slopes = grad(at)(column('logp')).dataSync();
        rows.forEach((_, i) => {
          const moved = (by: number) =>
            at(tensor1d(rows.map(({ logp }, j) => logp + (j === i ? by : 0)))).dataSync()[0];
          const numeric = (moved(step) - moved(-step)) / (2 * step);
          expect(Math.abs(slopes[i] - numeric)).toBeLessThan(0.02 + 0.01 * Math.abs(numeric));
        });
      }),
      { numRuns: 25 },
    );
  });

  it('k3 is never negative, 0 only where both agree, and bounded where they disagree wildly', () => {
    fc.assert(
      fc.property(tokens, (rows) => {
        const kl = perTokenKl(
          tensor1d(rows.map(({ logp }) => logp)),
          tensor1d(rows.map(({ reference }) => reference)),
        );
        for (const value of kl.dataSync()) {
          expect(value).toBeGreaterThanOrEqual(-1e-6);
        }
      }),
    );
    const wild = perTokenKl(tensor1d([-500, 0]), tensor1d([0, -500])).dataSync();
    expect(wild[0] / (Math.exp(20) - 21)).toBeCloseTo(1, 5);
    expect(wild[1]).toBeCloseTo(19, 5);
  });

  it('every aggregation but Dr. GRPO weighs a loss of 1 everywhere as a mean over something', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }), (lengths) => {
        const total = (weights: number[]) => weights.reduce((sum, weight) => sum + weight, 0);
        expect(total(aggregationWeights(lengths, 'token-mean', 30))).toBeCloseTo(1, 9);
        expect(total(aggregationWeights(lengths, 'seq-mean-token-mean', 30))).toBeCloseTo(1, 9);
        expect(total(aggregationWeights(lengths, 'seq-mean-token-sum', 30))).toBeCloseTo(mean(lengths), 9);
        expect(total(aggregationWeights(lengths, 'dr-grpo', 30))).toBeCloseTo(mean(lengths) / 30, 9);
      }),
    );
  });

  it('clip shares count only tokens on the side where the clip binds', () => {
    const ratios = [0.5, 0.5, 1, 2, 2].map(Math.log);
    const old = [0, 0, 0, 0, 0];
    expect(clipShares(ratios, old, [1, -1, 1, 1, -1], GRPO)).toEqual({ low: 0.2, high: 0.2 });
    expect(clipShares([], [], [], GRPO)).toEqual({ low: 0, high: 0 });
  });

  it('a ratio beyond all bounds gives numbers, in value and slope, for every sign of the advantage', () => {
    for (const [logp, old] of [
      [0, -90],
      [-90, 0],
      [0, -1e4],
    ]) {
      const advantages = tensor1d([-1, 1, 0]);
      const loss = (x: Tensor) =>
        objectiveLoss(
          x as Tensor1D,
          tensor1d([old, old, old]),
          tensor1d([old, old, old]),
          advantages,
          tensor1d([1, 1, 1]),
          GRPO,
        );
      const { value, grad: slope } = valueAndGrad(loss)(tensor1d([logp, logp, logp]));
      expect([...value.dataSync(), ...slope.dataSync()].every(Number.isFinite)).toBe(true);
    }
  });

  it('without a dual clip a bad token can cost without bound; with it, c |A| at most', () => {
    expect(clippedLosses([-1], [1000], 1e9)[0]).toBeGreaterThan(999);
    expect(clippedLosses([-1], [1000], 3)[0]).toBeCloseTo(3, 5);
  });
});

it('leaves no tensor behind but its result', () => {
  const [logp, old, advantages, weights] = [[-1], [-1.1], [1], [1]].map((values) => tensor1d(values));
  const before = memory().numTensors;
  objectiveLoss(logp, old, old, advantages, weights, GRPO).dispose();
  objectiveLoss(logp, null, old, advantages, weights, GRPO).dispose();
  expect(memory().numTensors).toBe(before);
});
