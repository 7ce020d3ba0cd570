import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { tokenId } from '../sequence/vocabulary';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { responseTokens } from '../tasks/clevr/encode';
import type { Task } from '../tasks/task';
import { goldResponse } from '../tasks/task';
import { formGroup, type GroupOptions, OBJECTIVES, sampleGroups } from './policy-rollout';
import { gateMetrics, rolloutMetrics } from './rl-metrics';
import type { Rollout, RolloutSource, Sampler } from './rollout-group';
import { someExamples } from './testing/examples';

/** All of one policy and one question: another last word tells the prompts apart. */
const examples = someExamples(3).map((one, i) => {
  const tokens = [...one.prompt.tokens, tokenId(['yes', 'no', 'go'][i])];
  return { ...one, prompt: { ...one.prompt, tokens } };
});
const [example] = examples;
const right = goldResponse(example);
const wrong = responseTokens({ ...example.gold, caseNumber: 63 });
/** The right case behind a condition that the policy does not have there. */
const [first, ...rest] = example.gold.steps;
const shape = first.condition.shape === 'cube' ? 'sphere' : 'cube';
const misquoted = responseTokens({
  ...example.gold,
  steps: [{ ...first, condition: { ...first.condition, shape } }, ...rest],
});

const GATED: GroupOptions = { groupSize: 8, policyRollout: true, gate: true, faithful: true };

function rollouts(source: RolloutSource, responses: readonly (readonly number[])[]): Rollout[] {
  return responses.map((tokens) => ({ source, tokens, ended: true, samplerLogps: tokens.map(() => -1) }));
}

function group(
  own: readonly (readonly number[])[],
  aware: readonly (readonly number[])[],
  options: GroupOptions = GATED,
  task: Task = CLEVR_POLICY_T as Task,
  algorithm: 'grpo' | 'dapo' = 'dapo',
) {
  const all = [...rollouts('no-policy', own), ...rollouts('policy-aware', aware)];
  return formGroup(task, example, all, options, OBJECTIVES[algorithm], 64);
}

/** A task in which responses earn fractions: the first token, in tenths. */
const fractional = {
  ...CLEVR_POLICY_T,
  score: (_: unknown, [tenths]: readonly number[]) => ({ accuracy: tenths / 10, format: 1 }),
  departure: () => null,
} as unknown as Task;

describe('the gate', () => {
  it('lets policy-aware responses join where they are right more often: b > a', () => {
    const joined = group([right, wrong, wrong, wrong], [right, right, wrong, wrong]);
    expect(joined.rollouts).toHaveLength(8);
    expect(joined.leftOut).toEqual([]);
    expect(joined.gate).toEqual({ own: 0.25, aware: 0.5 });
    expect(joined.dropped).toBeNull();
    // One mean and one deviation over all eight: accuracy .375, rewards .1 + .9 accuracy.
    const mean = 0.1 + 0.9 * 0.375;
    const deviation = 0.9 * Math.sqrt((3 * 0.625 ** 2 + 5 * 0.375 ** 2) / 7);
    for (const { reward, advantage } of joined.rollouts) {
      expect(advantage).toBeCloseTo((reward.total - mean) / deviation, 4);
    }
  });

  it('does not let them join at a tie, or where they are worse', () => {
    for (const aware of [
      [right, wrong, right, wrong],
      [wrong, wrong, wrong, right],
    ]) {
      const alone = group([right, right, wrong, wrong], aware);
      expect(alone.rollouts.map(({ source }) => source)).toEqual(Array(4).fill('no-policy'));
      expect(alone.leftOut).toHaveLength(4);
      expect(alone.leftOut.every(({ advantage, logps }) => advantage === 0 && logps === null)).toBe(true);
      // Two right of four: mean .55, deviation .9 / sqrt 3.
      expect(alone.rollouts[0].advantage).toBeCloseTo(0.45 / (0.9 / Math.sqrt(3)), 4);
      expect(alone.dropped).toBeNull();
    }
  });

  it('drops own responses that are all right, or all wrong, whatever the others that stay outside did', () => {
    expect(group([right, right, right, right], [wrong, wrong, right, right]).dropped).toBe('all correct');
    const hopeless = group([wrong, wrong, wrong, wrong], [misquoted, misquoted, wrong, wrong]);
    expect(hopeless.dropped).toBe('all wrong');
    expect(hopeless.rollouts).toHaveLength(4);
    // GRPO drops nothing; its group is the same.
    const kept = group([right, right, right, right], [wrong], GATED, CLEVR_POLICY_T as Task, 'grpo');
    expect([kept.dropped, kept.rollouts.length]).toEqual([null, 4]);
  });

  it('stands on the no-policy responses alone where no others were sampled', () => {
    const alone = group([right, right, right, right], []);
    expect(alone.gate).toEqual({ own: 1, aware: null });
    expect([alone.rollouts.length, alone.leftOut.length, alone.dropped]).toEqual([4, 0, 'all correct']);
  });

  it('compares means of fractions, in which sums in another order are a tie', () => {
    const tokens = (tenths: readonly number[]) => tenths.map((value) => [value]);
    const of = (own: readonly number[], aware: readonly number[]) =>
      group(tokens(own), tokens(aware), GATED, fractional).rollouts.length;
    expect(of([5, 10, 0, 5], [5, 5, 10, 5])).toBe(8);
    expect(of([5, 10, 5, 5], [5, 5, 5, 5])).toBe(4);
    // .1 + .2 + .3 and .3 + .2 + .1 differ in their last digit.
    expect(of([1, 2, 3], [3, 2, 1])).toBe(3);
    expect(of([3, 2, 1], [1, 2, 3])).toBe(3);
  });

  it('is absent from PolicyRollout, where all form one group and misquotes are right', () => {
    const plain = group([wrong, right, right, right], [misquoted, wrong], {
      groupSize: 8,
      policyRollout: true,
    });
    expect(plain.gate).toBeNull();
    expect(plain.rollouts.map(({ reward }) => reward.accuracy)).toEqual([0, 1, 1, 1, 1, 0]);
    expect(plain.rollouts.every(({ unfaithful }) => unfaithful === null)).toBe(true);
  });
});

describe('faithfulness', () => {
  it('takes the accuracy of a policy-aware response that misquotes, and leaves own ones alone', () => {
    const { rollouts: all } = group([misquoted, wrong, wrong, wrong], [misquoted, right, right, right]);
    const accuracies = all.map(({ reward }) => reward.accuracy);
    expect(accuracies).toEqual([1, 0, 0, 0, 0, 1, 1, 1]);
    expect(all[0].unfaithful).toBeNull();
    expect(all[4].unfaithful).toMatchObject({ kind: 'quote', accuracy: 1 });
    // It is pushed down like a wrong response of the same form.
    expect(all[4].advantage).toBe(all[1].advantage);
    expect(all[4].advantage).toBeLessThan(0);
  });

  it('decides on which side of the gate a group lies', () => {
    const [own, aware] = [
      [right, wrong, wrong, wrong],
      [misquoted, misquoted, misquoted, wrong],
    ];
    expect(group(own, aware).rollouts).toHaveLength(4);
    expect(group(own, aware, { ...GATED, faithful: false }).rollouts).toHaveLength(8);
    expect(group(own, aware, { ...GATED, gate: false }).rollouts).toHaveLength(8);
  });

  it('is not asked of a response that is wrong anyway', () => {
    const garbled = [...misquoted.slice(0, -2), ...wrong.slice(-2)];
    const { leftOut } = group([right, wrong, wrong, wrong], [garbled]);
    expect(leftOut[0]).toMatchObject({ unfaithful: null, reward: { accuracy: 0 } });
  });
});

describe('sampling with the gate', () => {
  const gold = examples.map(goldResponse);
  /** How many prompts were asked at a time, and how long the first was. */
  const asked: [prompts: number, tokens: number][] = [];
  /** Own responses to the second example are all right, the other own ones wrong, policy-aware ones right. */
  const sampler: Sampler = async (requests) =>
    requests.map(({ prompts, responses }) => {
      asked.push([prompts.length, prompts[0].tokens.length]);
      const isAware = prompts[0].tokens.length > example.prompt.tokens.length;
      return prompts.flatMap(({ tokens }, prompt) => {
        const at = examples.findIndex((one) => one.prompt.tokens.at(-1) === tokens.at(-1));
        const said = at === 1 || isAware ? gold[at] : wrong;
        return Array.from({ length: responses }, () => ({ prompt, tokens: said, logps: said.map(() => -1) }));
      });
    });
  const options = { ...GATED, groupSize: 4 };
  const sample = (changes: Partial<GroupOptions>) => {
    asked.length = 0;
    const random = RandomStream.of(1);
    return sampleGroups(sampler, CLEVR_POLICY_T as Task, examples, { ...options, ...changes }, random);
  };

  it('asks with the policy only where own responses are not all right, and last', async () => {
    const groups = await sample({});
    expect(asked.map(([prompts]) => prompts)).toEqual([3, 2]);
    expect(asked[1][1]).toBeGreaterThan(asked[0][1]);
    expect(groups.map((all) => all.map(({ source }) => source === 'policy-aware'))).toEqual([
      [false, false, true, true],
      [false, false],
      [false, false, true, true],
    ]);
    // Each response went back to its own question.
    expect(groups[2][2].tokens).toEqual(gold[2]);
    await sample({ gate: false });
    expect(asked.map(([prompts]) => prompts)).toEqual([3, 3]);
  });

  it('says what that saved, who joined, and what was compared', async () => {
    const sampled = await sample({});
    const groups = sampled.map((all, i) =>
      formGroup(CLEVR_POLICY_T as Task, examples[i], all, options, OBJECTIVES.dapo, 64),
    );
    expect(gateMetrics(groups, options)).toEqual({
      'gate/faithful': 1,
      'gate/joined': 2 / 3,
      'gate/spared': expect.closeTo(1 / 3, 12),
      'gate/accuracy/no_policy': 0,
      'gate/accuracy/policy_aware': 1,
    });
    expect(gateMetrics(groups, { gate: false, faithful: false })).toEqual({});
    expect(rolloutMetrics(groups)['rewards/accuracy']).toBe(0.6);
  });

  it('counts an unfaithful right answer as right in the accuracies, and not in the reward', () => {
    const one = group([wrong, wrong], [misquoted, misquoted]);
    expect(one.leftOut).toHaveLength(2);
    const metrics = rolloutMetrics([one]);
    expect(metrics['rewards/accuracy/policy_aware']).toBe(1);
    expect(metrics.reward).toBeCloseTo(0.1, 12);
    expect(gateMetrics([one], GATED)).toMatchObject({
      'gate/faithful': 0,
      'gate/accuracy/policy_aware': 0,
      'gate/joined': 0,
    });
  });
});
