import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { EOS } from '../sequence/vocabulary';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { answerTokens, responseTokens } from '../tasks/clevr/encode';
import { exampleForCase, reachableCases } from '../tasks/clevr/example';
import { loadNamedPolicies } from '../tasks/clevr/policy/policy-dataset';
import type { Reasoning } from '../tasks/clevr/policy/policy-tree';
import { clevrPolicySplit } from '../tasks/clevr/testing/split';
import { judged } from './answers';
import { accuracy, majorityAccuracy } from './end-task';
import { blindWalk, branchingError, referral, referring } from './referral';

const random = RandomStream.of(1, 'referral');
const policies = loadNamedPolicies(2).slice(0, 2);
const examples = policies.flatMap((policy) =>
  reachableCases(policy).map((number) => exampleForCase(policy, number, random)),
);

const answer = (
  example: (typeof examples)[number],
  change: (gold: Reasoning) => Reasoning = (gold) => gold,
) => {
  const tokens = responseTokens(change(example.gold));
  return judged(
    CLEVR_POLICY_T,
    example,
    tokens,
    tokens.map(() => -1),
  );
};

/** The same steps with the first verdict turned round. */
const misseen = ({ steps, caseNumber }: Reasoning): Reasoning => ({
  caseNumber,
  steps: steps.map((step, i) => (i === 0 ? { ...step, verdict: !step.verdict } : step)),
});

describe('answers to hand-made responses', () => {
  it('the gold reasoning everywhere is perfect', () => {
    const answers = examples.map((example) => answer(example));
    expect(accuracy(answers)).toMatchObject({ value: 1, high: 1, n: examples.length });
    expect(referral(answers)).toEqual({ score: 10, exact: 1, recall: 0, perception: 0, branching: 0 });
    expect(branchingError(CLEVR_POLICY_T, referring(answers))).toBe(0);
  });

  it('one verdict turned round is one error of perception and one of branching, and the answer counts still', () => {
    const answers = examples.map((example) => answer(example, misseen));
    const result = referral(answers);
    expect(accuracy(answers).value).toBe(1);
    expect(result.exact).toBe(0);
    expect(result.perception).toBe(1);
    expect(result.branching).toBe(1);
    expect(result.recall).toBe(0);
    expect(result.score).toBeGreaterThan(5);
    expect(result.score).toBeLessThan(10);
  });

  it('a wrong case after right reasoning is an error of branching alone', () => {
    const answers = examples.map((example) => answer(example, (gold) => ({ ...gold, caseNumber: 63 })));
    expect(accuracy(answers).value).toBe(0);
    expect(referral(answers)).toMatchObject({ exact: 0, recall: 0, perception: 0, branching: 1 });
  });

  it('answers without reasoning count for accuracy and refer to nothing', () => {
    const answers = examples.map((example) => {
      const tokens = answerTokens(example.gold);
      return judged(CLEVR_POLICY_T, example, tokens, [0, 0]);
    });
    expect(accuracy(answers).value).toBe(1);
    expect(referral(answers).exact).toBe(0);
    expect(answers.every(({ score }) => score.format === 0)).toBe(true);
    expect(branchingError(CLEVR_POLICY_T, referring(answers))).toBeGreaterThan(0);
  });

  it('branching error is the mean difference of histograms, policy by policy', () => {
    // Every gold response of the first policy names condition 1 and one more; here condition 1 is named twice.
    const twice = (gold: Reasoning): Reasoning => ({ ...gold, steps: [gold.steps[0], ...gold.steps] });
    const first = examples.filter(({ tree }) => tree === policies[0]);
    const second = examples.filter(({ tree }) => tree === policies[1]);
    const answers = [
      ...first.map((example) => answer(example, twice)),
      ...second.map((example) => answer(example)),
    ];
    // A policy of two layers has three conditions.
    expect(branchingError(CLEVR_POLICY_T, referring(answers))).toBeCloseTo((first.length / 3 + 0) / 2, 9);
  });

  it('branching error grows with conditions that the policy does not have, and forgets none that is missing', () => {
    const [example] = examples;
    const error = (...references: string[]) => 3 * branchingError(CLEVR_POLICY_T, [{ example, references }]);
    const gold = example.gold.steps.map(({ label }) => String(label));
    expect(gold).toHaveLength(2);
    expect([error(), error('60'), error('60', '61'), error(...gold, '62')].map(Math.round)).toEqual([
      2, 3, 4, 1,
    ]);
  });

  it('junk between right steps is passed over by the judge, and is not the gold response', () => {
    const answers = examples.map((example) => {
      const [think, ...rest] = responseTokens(example.gold);
      const tokens = [think, EOS, ...rest];
      return judged(
        CLEVR_POLICY_T,
        example,
        tokens,
        tokens.map(() => -1),
      );
    });
    expect(referral(answers)).toMatchObject({ score: 10, exact: 0 });
  });

  it('of nothing are nothing', () => {
    expect(accuracy([])).toMatchObject({ value: 0, n: 0 });
    expect(referral([]).score).toBe(0);
  });

  it('the majority class is found per policy', () => {
    expect(majorityAccuracy(examples).value).toBeCloseTo(policies.length / examples.length, 9);
  });
});

describe('the blind walk', () => {
  const balanced = clevrPolicySplit(policies, 16, 'test', RandomStream.of(2, 'data'));
  const blind = blindWalk(CLEVR_POLICY_T, balanced, RandomStream.of(1, 'blind'));

  it('passes every check of the judge but half of the verdicts', () => {
    // Two steps of four checks, one of them the verdict, and the case: 8 of 9.
    expect(blind.referral).toBeCloseTo((10 * (2 * 3.5 + 1)) / 9, 1);
  });

  it('is off by what a coin is: the conditions below the root by the mean deviation of 16 tosses', () => {
    // E|B(16, 1/2) - 8| = 1.571 for two of the three conditions; the root is always referred to.
    expect(Math.abs(blind.branchingError - (2 * 1.571) / 3)).toBeLessThan(0.25);
  });

  it('is the same for the same seed', () => {
    expect(blindWalk(CLEVR_POLICY_T, balanced, RandomStream.of(1, 'blind'))).toEqual(blind);
  });
});
