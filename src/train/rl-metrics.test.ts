import { describe, expect, it } from 'vitest';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { responseTokens } from '../tasks/clevr/encode';
import { groupAdvantages } from './advantage';
import { reward } from './reward';
import { rolloutMetrics } from './rl-metrics';
import type { Group, ScoredRollout } from './rollout-group';
import { someExamples } from './testing/examples';

const [example] = someExamples(1);
const right = responseTokens(example.gold);
const wrong = responseTokens({ ...example.gold, caseNumber: 63 });

function group(responses: readonly (readonly number[])[], aware = 0): Group {
  const scored = responses.map((tokens, i): ScoredRollout => {
    const earned = reward(CLEVR_POLICY_T.score(example, tokens));
    return {
      source: i < responses.length - aware ? 'no-policy' : 'policy-aware',
      tokens,
      ended: tokens.at(-1) === right.at(-1),
      samplerLogps: tokens.map(() => -1),
      reward: earned,
      unfaithful: null,
      overlong: 0,
      score: earned.total,
      advantage: 0,
      logps: null,
    };
  });
  const advantages = groupAdvantages(scored.map(({ score }) => score));
  const rollouts = scored.map((one, i) => ({ ...one, advantage: advantages[i] }));
  return { example, rollouts, leftOut: [], gate: null, dropped: null };
}

describe('rolloutMetrics', () => {
  it('counts groups of equal scores, for every score and size', () => {
    for (let size = 2; size <= 8; size++) {
      for (const tokens of [right, wrong, wrong.slice(1), right.slice(1)]) {
        const groups = [group(Array(size).fill(tokens)), group([right, ...Array(size - 1).fill(wrong)])];
        expect(rolloutMetrics(groups).frac_reward_zero_std).toBe(0.5);
      }
    }
  });

  it('averages over responses, and over groups for the deviation', () => {
    const metrics = rolloutMetrics([group([right, wrong]), group([right, right.slice(0, -1)])]);
    expect(metrics.reward).toBeCloseTo((1 + 0.1 + 1 + 0.9) / 4, 12);
    expect(metrics.reward_std).toBeCloseTo((0.9 * Math.SQRT1_2 + 0.1 * Math.SQRT1_2) / 2, 12);
    expect(metrics['rewards/accuracy']).toBe(0.75);
    expect(metrics['rewards/format']).toBe(0.75);
    expect(metrics['completions/clipped_ratio']).toBe(0.25);
    expect(metrics['completions/mean_length']).toBe(right.length - 0.25);
    expect(metrics).not.toHaveProperty('rewards/accuracy/policy_aware');
  });

  it('splits the columns by source with PolicyRollout', () => {
    const metrics = rolloutMetrics([group([wrong, wrong, right, wrong.slice(1)], 2)]);
    expect(metrics['rewards/accuracy/no_policy']).toBe(0);
    expect(metrics['rewards/format/no_policy']).toBe(1);
    expect(metrics['rewards/accuracy/policy_aware']).toBe(0.5);
    expect(metrics['rewards/format/policy_aware']).toBe(0.5);
  });

  it('has the parts of accuracy where there are parts', () => {
    const plain = group([right, wrong]);
    expect(rolloutMetrics([plain])).not.toHaveProperty('rewards/tool');
    const parts = [
      { tool: 1, arguments: 0.5 },
      { tool: 0, arguments: 1 },
    ];
    const rollouts = plain.rollouts.map((one, i) => ({
      ...one,
      reward: reward({ accuracy: 0.75 - i / 4, format: 1, parts: parts[i] }),
    }));
    const metrics = rolloutMetrics([{ ...plain, rollouts }]);
    expect([metrics['rewards/tool'], metrics['rewards/arguments']]).toEqual([0.5, 0.75]);
    expect(metrics['rewards/accuracy']).toBe((metrics['rewards/tool'] as number) / 2 + 0.375);
  });
});
