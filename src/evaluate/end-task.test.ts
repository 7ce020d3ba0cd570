import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { answerTokens } from '../tasks/clevr/encode';
import { loadNamedPolicies } from '../tasks/clevr/policy/policy-dataset';
import { clevrPolicySplit } from '../tasks/clevr/testing/split';
import { judged } from './answers';
import { accuracy, majorityAccuracy, unshownAccuracy } from './end-task';

describe('the end task', () => {
  const policies = loadNamedPolicies(3).slice(0, 2);
  const examples = clevrPolicySplit(policies, 16, 'test', RandomStream.of(1, 'data'));
  /** Answers with the case that `said` names. */
  const answersOf = (said: (caseNumber: number) => number) =>
    examples.map((example) =>
      judged(
        CLEVR_POLICY_T,
        example,
        answerTokens({ steps: [], caseNumber: said(example.gold.caseNumber as number) }),
        [],
      ),
    );

  it('is the share of right cases; always the same case is right for one of eight', () => {
    expect(accuracy(answersOf((caseNumber) => caseNumber))).toMatchObject({ value: 1, n: 32 });
    expect(accuracy(answersOf(() => 0)).value).toBe(1 / 8);
    expect(majorityAccuracy(examples).value).toBe(1 / 8);
  });

  it('the majority baseline is the share of the most frequent answer of each policy', () => {
    const example = (policy: number, answerClass: string) => ({ ...examples[16 * policy], answerClass });
    const drawn = [
      ...[example(0, '1'), example(0, '1'), example(0, '2')],
      ...[example(1, '1'), example(1, '3'), example(1, '2')],
    ];
    expect(majorityAccuracy(drawn).value).toBeCloseTo(3 / 6, 12);
    expect(majorityAccuracy([]).value).toBe(0);
  });

  it('tells cases of a policy that no image with reasoning has from the others', () => {
    const shownFor = (name: string, cases: readonly number[]) =>
      examples.filter(
        ({ policy, gold }) => policy.name === name && cases.includes(gold.caseNumber as number),
      );
    const [first, second] = policies;
    const shown = [...shownFor(first.name, [0, 1, 2, 3, 4, 5]), ...shownFor(second.name, [0, 1, 2, 3])];
    // Right on the lower half of the cases only: of the first policy's 6 and 7, and the second's 4 to 7, none.
    const lower = answersOf((caseNumber) => (caseNumber < 4 ? caseNumber : 0));
    expect(unshownAccuracy(lower, shown)).toMatchObject({ value: 0, n: 12 });
    const upper = answersOf((caseNumber) => (caseNumber >= 6 ? caseNumber : 9));
    expect(unshownAccuracy(upper, shown)).toMatchObject({ value: 8 / 12, n: 12 });
    expect(unshownAccuracy(upper, examples)).toBeNull();
  });
});
