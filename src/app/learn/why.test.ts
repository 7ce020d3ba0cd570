import { describe, expect, it } from 'vitest';
import {
  commonestError,
  comparison,
  costWhy,
  exploreWhy,
  gapInWords,
  overrideWhy,
  reasonWhy,
  replayWhy,
  seedsWhy,
  withPolicyWhy,
} from './why';

const around = (value: number) => ({ value, low: value - 0.05, high: value + 0.05, n: 256 });

describe('the sentences of why', () => {
  it('say how far a guess was off, and in which direction', () => {
    expect(gapInWords(55, 55.3)).toBe('Exactly as you said.');
    expect(gapInWords(50, 55)).toBe('Close.');
    expect(gapInWords(30, 55)).toBe('25 points more than you said.');
    expect(gapInWords(80, 55)).toBe('25 points less than you said.');
  });

  it('count the prompt', () => {
    expect(costWhy({ policy: 58, image: 36, question: 3 })).toMatch(/58 tokens .* 36 .* 3 /);
  });

  it('blame missing practice only where VM-CPT alone was clearly worse', () => {
    expect(reasonWhy(around(0.1), around(0.6), 12)).toContain('After VM-CPT alone it was 10');
    expect(reasonWhy(around(0.58), around(0.6), 12)).not.toContain('VM-CPT');
    expect(reasonWhy(null, around(0.6), 12)).toContain('12 pictures');
  });

  it('name the commonest error, if there is any', () => {
    const referral = { score: 9, exact: 0.5, recall: 0.1, perception: 0.3, branching: 0.2 };
    expect(commonestError(referral)).toContain('misjudging the picture');
    expect(commonestError({ ...referral, recall: 0, perception: 0, branching: 0 })).toBeNull();
  });

  it('speak of luck only where there was some', () => {
    const statistics = { size: 8, right: 5, mean: 0.66, deviation: 0.47, isAlike: false };
    expect(exploreWhy(statistics, 0)).not.toContain('reasoning');
    expect(exploreWhy(statistics, 1)).toContain('One of the right ones has wrong reasoning and is');
    expect(exploreWhy(statistics, 2)).toContain('2 of the right ones have wrong reasoning and are');
  });

  it('say which stages replay', () => {
    const all = ['vm-cpt', 'cot-sft', 'rl'] as const;
    expect(replayWhy(all, all)).toContain('old skills: every update also sees');
    expect(replayWhy(['vm-cpt'], all)).toContain('in VM-CPT: every update there');
    expect(replayWhy([], all)).toContain('replays nothing');
  });

  it('tell what became of the lead of the policy-aware half', () => {
    const at = (noPolicy: number, policyAware: number) => ({ noPolicy, policyAware });
    expect(withPolicyWhy({ first: at(0.4, 0.8), last: at(0.8, 0.81) })).toContain('hardly matters');
    expect(withPolicyWhy({ first: at(0.4, 0.8), last: at(0.6, 0.8) })).toContain('shrinks to 20 points');
    expect(withPolicyWhy({ first: at(0.4, 0.6), last: at(0.4, 0.8) })).toContain('do not catch up');
    expect(withPolicyWhy({ first: at(0.8, 0.6), last: at(0.8, 0.8) })).toContain('no better at the start');
  });

  it('follow the intervals, not the numbers alone', () => {
    expect(overrideWhy(around(0.9), around(0.7), null)).toMatch(/In this one run it fell/);
    expect(overrideWhy(around(0.2), around(0.7), null)).toMatch(/In this one run it rose/);
    expect(overrideWhy(around(0.8), around(0.75), null)).toMatch(/says little about others/);
    // One lucky seed does not speak for five.
    const seeds = (low: number, high: number) => {
      const estimate = { n: 5, mean: (low + high) / 2, sd: 0.1, interval: { low, high } };
      return { own: estimate, other: estimate, difference: estimate };
    };
    expect(overrideWhy(around(0.8), around(0.8), seeds(-0.2, -0.05))).toMatch(/Over seeds it fell/);
    expect(seedsWhy(seeds(-0.2, -0.05))).toBe(
      'That is 12.5 points less (95 % interval −20.0 to −5.0), seed by seed.',
    );
    expect(seedsWhy(seeds(-0.2, 0.1))).toMatch(/zero in it/);
    expect(comparison(around(0.9), around(0.7))).toContain('lie apart');
    expect(comparison(around(0.9), around(0.86))).toContain('overlap');
  });
});
