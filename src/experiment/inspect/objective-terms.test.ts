import '@tensorflow/tfjs-backend-cpu';
import { tensor1d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AGGREGATIONS, aggregationWeights } from '../../train/aggregation';
import { perTokenLoss } from '../../train/objective';
import type { RolloutGroup, RolloutResponse, StepUpdate } from '../record/run-record';
import { OBJECTIVES, overlongOf, tokenTerms, tokenWeight, updateOf, updateTokens } from './objective-terms';

const response = (change: Partial<RolloutResponse>): RolloutResponse => ({
  source: 'no-policy',
  tokens: [{ text: 'a', logp: -1 }],
  accuracy: 0,
  format: 1,
  reward: 0.1,
  advantage: 0,
  logp: -1,
  logpWithPolicy: null,
  ...change,
});
const group = (tokens: number, dropped: RolloutGroup['dropped'] = null): RolloutGroup => ({
  example: {} as RolloutGroup['example'],
  dropped,
  responses: [response({ tokens: Array(tokens).fill({ text: 'a', logp: -1 }) })],
});

describe('the terms of a token', () => {
  it('meet the numeric cases of method 2.6', () => {
    const narrow = { clipLow: 0.2, clipHigh: 0.2, dualClip: Number.POSITIVE_INFINITY };
    const losses = (advantages: number[], ratios: number[], options: typeof narrow) =>
      advantages.map((advantage, i) => -tokenTerms(advantage, ratios[i], options).objective);
    expect(losses([1, -1, 2], [0.5, 1, 1.5], narrow)).toEqual([-0.5, 1, -2.4]);
    expect(losses([1, -1, -4], [0.5, 1, 10], { ...narrow, dualClip: 3 })).toEqual([-0.5, 1, 12]);
  });

  it('are those the trainer computes, for any ratio and advantage', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(number(-3, 3), number(-3, 3)), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(OBJECTIVES.grpo, OBJECTIVES.dapo),
        (tokens, options) => {
          const advantages = tokens.map(([advantage]) => advantage);
          const logps = tokens.map(([, logp]) => logp);
          const zeros = tensor1d(logps.map(() => 0));
          const losses = perTokenLoss(tensor1d(logps), zeros, tensor1d(advantages), options).dataSync();
          tokens.forEach(([advantage, logp], i) => {
            const { objective } = tokenTerms(advantage, Math.exp(logp), options);
            expect(-objective).toBeCloseTo(losses[i], 3);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('name the term that binds', () => {
    const binding = (advantage: number, ratio: number) =>
      tokenTerms(advantage, ratio, OBJECTIVES.dapo).binding;
    expect(binding(1, 1)).toBe('ratio');
    expect(binding(1, 1.27)).toBe('ratio');
    expect(binding(1, 1.29)).toBe('clip');
    expect(binding(1, 0.1)).toBe('ratio');
    expect(binding(-1, 0.5)).toBe('clip');
    expect(binding(-1, 2)).toBe('ratio');
    expect(binding(-1, 4)).toBe('dual clip');
    expect(binding(0, 9)).toBe('ratio');
  });
});

describe('what surrounds the token', () => {
  it('weighs by the tokens of its update, or by what the groups that train lead one to expect', () => {
    const options = { prompts: 32, updatesPerStep: 2, groupSize: 8 };
    const step = { step: 0, groups: [group(3), group(5, 'all wrong'), group(4)] };
    expect(
      updateTokens(
        {
          ...step,
          updates: [
            { groups: 16, tokens: 441 },
            { groups: 16, tokens: 460, maxLength: 27 },
          ],
        },
        2,
        options,
      ),
    ).toEqual({
      count: 460,
      responses: 128,
      maxLength: 27,
      longest: 5,
      exact: true,
    });
    expect(updateTokens(step, 2, options)).toEqual({
      count: 16 * 8 * 3.5,
      responses: 128,
      maxLength: null,
      longest: 5,
      exact: false,
    });
  });

  it('weighs a token as the trainer does, however losses are put together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...AGGREGATIONS),
        (lengths, aggregation) => {
          const count = lengths.reduce((sum, length) => sum + length, 0);
          const update = { count, responses: lengths.length, maxLength: 30, longest: 30, exact: true };
          expect(
            lengths.flatMap((length) => Array(length).fill(tokenWeight(update, length, aggregation).weight)),
          ).toEqual(aggregationWeights(lengths, aggregation, 30));
        },
      ),
    );
    expect(
      tokenWeight(
        { count: 40, responses: 8, maxLength: null, longest: 9, exact: false },
        5,
        'seq-mean-token-mean',
      ).from,
    ).toBe('1 / (about 8 responses × its 5 tokens)');
  });

  it('finds the punishment for length in the reward, and no rounding dust', () => {
    expect(overlongOf(response({ accuracy: 1, reward: 1 }))).toBe(0);
    expect(overlongOf(response({ accuracy: 0, format: 0, reward: -0.3333 }))).toBeCloseTo(-0.3333);
  });

  it('shares the groups that train out over the updates in order', () => {
    const [a, b, dropped, c] = [group(1), group(2), group(3, 'all correct'), group(4)];
    const groups = [a, b, dropped, c];
    const options = { prompts: 4, updatesPerStep: 2, groupSize: 1 };
    const of = (updates?: StepUpdate[]) =>
      groups.map((one) => updateOf({ step: 0, groups, updates }, one, options));
    expect(of()).toEqual([1, 1, null, 2]);
    const update = (groups: number) => ({ groups, tokens: 9 });
    expect(of([update(2), update(1)])).toEqual([1, 1, null, 2]);
    expect(of([update(1), update(2)])).toEqual([1, 2, null, 2]);
  });
});
