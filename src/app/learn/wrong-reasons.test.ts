import { describe, expect, it } from 'vitest';
import type { RolloutGroup, RolloutResponse, RunRecord } from '../../experiment/record/run-record';
import { runRecordOf, someExamples } from '../../experiment/testing/records';
import { CLEVR_POLICY_T } from '../../tasks/clevr/clevr-policy-t';
import { responseTokens } from '../../tasks/clevr/encode';
import type { Reasoning } from '../../tasks/clevr/policy/policy-tree';
import { taskTokenText } from '../../tasks/task';
import { faithfulAtStart, stepsInWords, wrongReasons, wrongReasonsIn } from './wrong-reasons';

const [example] = someExamples(1);
const { gold } = example;
const [first, ...rest] = gold.steps;
const misquoted = {
  ...gold,
  steps: [{ ...first, condition: { color: 'gray', size: 'large' } as const }, ...rest],
};
const wrong = { ...gold, caseNumber: 63 };

function response(reasoning: Reasoning, source: RolloutResponse['source']): RolloutResponse {
  const isRight = reasoning.caseNumber === gold.caseNumber;
  return {
    source,
    tokens: responseTokens(reasoning).map((id) => ({ text: taskTokenText(CLEVR_POLICY_T, id), logp: -1 })),
    accuracy: isRight ? 1 : 0,
    format: 1,
    reward: isRight ? 1 : 0.1,
    advantage: 0,
    logp: null,
    logpWithPolicy: null,
  };
}

const recordOf = (...groups: Partial<RolloutGroup>[]): RunRecord => ({
  ...runRecordOf({ seed: 1, accuracy: 0.5 }),
  rollouts: [
    { step: 4, groups: groups.map((group) => ({ example, responses: [], dropped: null, ...group })) },
  ],
});

describe('right for the wrong reasons', () => {
  it('is a right response that misquotes, beside one to the same question that does not', () => {
    const found = wrongReasons(
      recordOf(
        { responses: [response(wrong, 'no-policy'), response(misquoted, 'policy-aware')] },
        {
          responses: [response(wrong, 'no-policy'), response(misquoted, 'policy-aware')],
          leftOut: [response(gold, 'policy-aware')],
        },
      ),
    );
    expect(found).toMatchObject({ isAware: true, right: 3, departing: 2 });
    expect(found?.pair).toMatchObject({ step: 4, place: 1, shown: [1, 2], wrong: 0 });
    expect(found?.pair.departure).toMatchObject({ kind: 'quote', said: 'Condition 1: large gray object' });
  });

  it('counts an answer that the gate does not count as right', () => {
    const departure = { kind: 'quote', said: 'a', policy: 'b', accuracy: 1 } as const;
    const unfaithful = { ...response(misquoted, 'policy-aware'), accuracy: 0, unfaithful: departure };
    const found = wrongReasons(recordOf({ responses: [response(gold, 'no-policy')], leftOut: [unfaithful] }));
    expect(found).toMatchObject({ isAware: true, pair: { shown: [0, 1], wrong: 1 } });
  });

  it('takes own responses where none with the policy in sight departs, and prefers the others', () => {
    const own = recordOf({ responses: [response(gold, 'no-policy'), response(misquoted, 'no-policy')] });
    const aware = recordOf({ responses: [response(gold, 'no-policy'), response(misquoted, 'policy-aware')] });
    expect(wrongReasons(own)).toMatchObject({ isAware: false, right: 2, departing: 1 });
    expect(wrongReasonsIn([own, aware])?.isAware).toBe(true);
    expect(wrongReasonsIn([own])?.isAware).toBe(false);
    expect(wrongReasonsIn([recordOf({ responses: [response(gold, 'no-policy')] })])).toBeNull();
  });

  it('takes the share of faithful ones from the curve of a run, where it says', () => {
    const base = recordOf();
    expect(faithfulAtStart(base)).toBeNull();
    const curve = [0.5, 0.7, undefined].map((share, step) => ({
      step,
      loss: 0,
      ...(share === undefined ? {} : { 'gate/faithful': share }),
    }));
    const stages = base.stages.map((stage) => (stage.stage === 'rl' ? { ...stage, curve } : stage));
    expect(faithfulAtStart({ ...base, stages })).toBeCloseTo(0.6, 9);
  });

  it('reads a response as steps', () => {
    const steps = stepsInWords(response(gold, 'no-policy').tokens);
    expect(steps).toHaveLength(gold.steps.length);
    expect(steps[0]).toMatch(/^Condition 1: [a-z ]+\? (yes|no)$/);
  });
});
