import { describe, expect, it } from 'vitest';
import { RandomStream } from '../random/stream';
import { CLEVR_POLICY_T } from '../tasks/clevr/clevr-policy-t';
import { sampleExamples } from '../tasks/gta/example';
import { GTA_POLICY } from '../tasks/gta/gta-policy';
import { PAPER_POLICY } from '../tasks/gta/rules/policy-dataset';
import { goldResponse } from '../tasks/task';
import { judged } from './answers';
import { accuracy, accuracyParts, baselineAccuracies } from './end-task';
import { creditProportion, meanProportion, wilson } from './proportion';
import { referral } from './referral';

const examples = sampleExamples(PAPER_POLICY, 20, RandomStream.of(1, 'test'));
const right = examples.map((example) => judged(GTA_POLICY, example, goldResponse(example), []));
const blind = examples.map((example, i) =>
  judged(GTA_POLICY, example, GTA_POLICY.blindResponse(example, RandomStream.of(i, 'blind')), []),
);

describe('partial credit', () => {
  it('is a mean with a normal interval inside [0, 1]', () => {
    const { value, low, high, n } = meanProportion([0.5, 1, 0, 0.5]);
    expect([value, n]).toEqual([0.5, 4]);
    // Standard deviation 0.408, over the root of 4, times 1.96.
    expect(high - value).toBeCloseTo(0.4001, 3);
    expect(value - low).toBeCloseTo(high - value, 12);
    expect(meanProportion([0.9, 1, 1, 0.5]).high).toBe(1);
    expect(meanProportion([0.3])).toMatchObject({ value: 0.3, low: 0, high: 1 });
    expect(meanProportion([])).toEqual(wilson(0, 0));
  });

  it('is the share of right answers where there is none', () => {
    expect(creditProportion([1, 0, 1, 1])).toEqual(wilson(3, 4));
    expect(creditProportion([])).toEqual(wilson(0, 0));
    expect(accuracy(right)).toEqual(wilson(20, 20));
  });

  it('of calls has the tool and the arguments as parts, and accuracy is their mean', () => {
    const parts = accuracyParts(blind);
    expect(parts).not.toBeNull();
    const mean = ((parts?.tool.value ?? 0) + (parts?.arguments.value ?? 0)) / 2;
    expect(accuracy(blind).value).toBeCloseTo(mean, 12);
    expect(accuracy(blind).value).toBeLessThan(1);
    expect(accuracyParts([])).toBeNull();
  });

  it('is what baselines are measured by: the right tool in any version has its arguments for sure', () => {
    const found = baselineAccuracies(GTA_POLICY, examples, RandomStream.of(1, 'baselines'));
    expect(found?.chance.n).toBe(20);
    expect(found?.randomVersion.value).toBeGreaterThanOrEqual(0.5);
    expect(found?.randomVersion.value).toBeGreaterThan(found?.majorityTool.value ?? 1);
    expect(baselineAccuracies(CLEVR_POLICY_T, [], RandomStream.of(1, 'baselines'))).toBeNull();
  });

  it('goes with two more classes of error', () => {
    expect(referral(right)).toMatchObject({ tool: 0, argument: 0, score: 10 });
    expect(referral(blind).perception).toBeGreaterThan(0);
  });
});
