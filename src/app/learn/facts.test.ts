import { describe, expect, it } from 'vitest';
import { exampleTokens } from '../../experiment/inspect/training-tokens';
import type { ExampleView, RolloutResponse, RunRecord } from '../../experiment/record/run-record';
import { runRecordOf, someExamples } from '../../experiment/testing/records';
import { loadTaskUi } from '../tasks/registry';
import {
  drawingError,
  drawnPoints,
  isLessonRecord,
  largestFall,
  liftedGroup,
  luckyPlaces,
  mixedGroup,
  NO_POLICY,
  overriddenExample,
  overrideByStage,
  POLICY_AWARE,
  presetsByReplay,
  promptParts,
  recordingKey,
  replayedStages,
  replays,
  saving,
  siblingOf,
  sourceCourse,
} from './facts';

const examples = someExamples(3);
const record = runRecordOf({ seed: 1, accuracy: 0.6, examples });

/** Responses of a group: right or wrong, the first half without the policy. */
function responsesOf(right: readonly (0 | 1)[]): RolloutResponse[] {
  return right.map((accuracy, i) => ({
    source: i < right.length / 2 ? 'no-policy' : 'policy-aware',
    tokens: [{ text: '<eos>', logp: 0 }],
    accuracy,
    format: 1,
    reward: 0.1 + 0.9 * accuracy,
    advantage: 2 * accuracy - 1,
    logp: null,
    logpWithPolicy: null,
  }));
}

const withGroups = (...groups: (readonly (0 | 1)[])[]): RunRecord => ({
  ...record,
  rollouts: groups.map((right, step) => ({
    step,
    groups: [{ example: examples[0], responses: responsesOf(right), dropped: null }],
  })),
});

describe('the recording of the lesson', () => {
  it('is one with all three stages, PolicyRollout and rollouts', () => {
    expect(isLessonRecord(record)).toBe(true);
    expect(isLessonRecord({ ...record, rollouts: [] })).toBe(false);
    expect(
      isLessonRecord(runRecordOf({ seed: 1, accuracy: 0.5, method: 'trimpi-poro-grpo', examples })),
    ).toBe(true);
    for (const method of [
      'trimpi-dapo',
      'cot-sft+poro-dapo',
      'trimpi-poro-dapo-separate',
      'cot-sft',
    ] as const)
      expect(isLessonRecord(runRecordOf({ seed: 1, accuracy: 0.5, method, examples })), method).toBe(false);
  });

  it('is another when it is made again', () => {
    const again = runRecordOf({ seed: 1, accuracy: 0.6, date: '2026-05-05T00:00:00.000Z' });
    expect(recordingKey(again)).not.toBe(recordingKey(record));
  });
});

describe('what the prompt costs', () => {
  it('counts the tokens of each part, which are those of a training sequence', () => {
    const parts = promptParts(examples[0]);
    const tokens = exampleTokens('vm-cpt', examples[0]);
    for (const part of ['policy', 'image', 'question'] as const)
      expect(parts[part]).toBe(tokens.filter(({ section }) => section === part).length);
  });

  it('saves the policy’s share', () => {
    expect(saving({ withPolicy: 100, withoutPolicy: 39 })).toBeCloseTo(61);
    expect(saving({ withPolicy: 0, withoutPolicy: 0 })).toBe(0);
  });
});

describe('an overridden example', () => {
  it('asks the same question under new content of the same name, and has another answer', async () => {
    const found = overriddenExample(record);
    const { policyName, rightAnswer, pictures } = await loadTaskUi('clevr-policy-t');
    const [known, replaced] = [found?.known, found?.replaced] as ExampleView[];
    expect(policyName(replaced)).toBe(policyName(known));
    expect(pictures(replaced)).toEqual(pictures(known));
    expect(rightAnswer(replaced)).not.toBe(rightAnswer(known));
    expect(overriddenExample({ ...record, stages: [] })).toBeNull();
  });
});

describe('groups', () => {
  it('for advantages are balanced, in both halves, and never all alike', () => {
    const found = mixedGroup(withGroups([1, 1, 1, 1], [0, 0, 0, 1], [1, 1, 0, 0], [1, 0, 0, 1]));
    expect(found?.step).toBe(3);
    expect(mixedGroup(withGroups([1, 1, 1, 1], [0, 0, 0, 0]))).toBeNull();
  });

  it('that only the policy-aware half lifted have no right answer in the other', () => {
    const found = liftedGroup(withGroups([0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 1, 1], [0, 0, 1, 1]));
    expect(found?.step).toBe(2);
    expect(liftedGroup(withGroups([0, 0, 0, 0], [1, 1, 0, 0]))).toBeNull();
  });

  it('know who is right by luck', () => {
    const gold = exampleTokens('cot-sft', examples[0])
      .filter(({ section }) => section === 'reasoning' || section === 'answer')
      .map(({ text }) => ({ text, logp: 0 }));
    const [sound, lucky, wrong] = responsesOf([1, 1, 0]);
    const unformed = { ...lucky, advantage: -0.1 };
    const responses = [{ ...sound, tokens: gold }, lucky, wrong, unformed];
    expect(luckyPlaces({ example: examples[0], responses, dropped: null })).toEqual([1]);
  });
});

describe('accuracy by source', () => {
  const curve = Array.from({ length: 20 }, (_, step) => ({
    step,
    [NO_POLICY]: step / 20,
    [POLICY_AWARE]: 0.9,
  }));
  const trained: RunRecord = {
    ...record,
    stages: record.stages.map((stage) => (stage.stage === 'rl' ? { ...stage, curve } : stage)),
  };

  it('is taken from the first and the last tenth', () => {
    const course = sourceCourse(trained);
    expect(course?.first.noPolicy).toBeCloseTo(0.025);
    expect(course?.last.noPolicy).toBeCloseTo(0.925);
    expect(course?.first.policyAware).toBeCloseTo(0.9);
    expect(sourceCourse(record)).toBeNull();
  });

  it('is compared to a drawing at its knots', () => {
    expect(drawnPoints([0, 25, 50, 75, 100], 20).map(({ step }) => step)).toEqual([0, 5, 10, 15, 20]);
    expect(drawingError([0, 25, 50, 75, 100], curve, 20)).toBeLessThan(4);
    expect(drawingError([50, 75, 100, 100, 100], curve, 20)).toBeGreaterThan(20);
    expect(drawingError([0, 0, 0, 0, 0], [{ step: 0 }], 20)).toBeNull();
  });
});

describe('stages', () => {
  it('are told in order', () => {
    expect(overrideByStage(record).map(({ stage }) => stage)).toEqual(['base', 'vm-cpt', 'cot-sft', 'rl']);
  });

  it('show which skill fell most', () => {
    const before = { exist: 0.9, query: 0.9, textWalk: 0.8, freshInContext: 0.9 };
    expect(largestFall(before, { ...before, query: 0.4, exist: 0.8 })).toEqual({
      skill: 'query',
      points: expect.closeTo(50),
    });
    expect(largestFall(before, before).points).toBeCloseTo(0);
  });
});

describe('other recordings', () => {
  const of = (method: Parameters<typeof runRecordOf>[0]['method'], seed = 1) =>
    runRecordOf({ seed, accuracy: 0.5, method });

  it('are siblings when the method alone differs', () => {
    const sibling = of('trimpi-dapo');
    expect(siblingOf(record, [of('trimpi-dapo', 2), of('cot-sft'), sibling], 'trimpi-dapo')).toBe(sibling);
    expect(siblingOf(record, [of('trimpi-dapo', 2)], 'trimpi-dapo')).toBeNull();
  });

  it('have presets that differ from theirs in replay alone', () => {
    const { config } = record;
    const faithful: RunRecord = {
      ...record,
      config: {
        ...config,
        preset: 'quick-faithful',
        vmCpt: { ...config.vmCpt, replay: 0 },
        cotSft: { ...config.cotSft, replay: 0 },
        rl: { ...config.rl, replay: 0 },
      },
    };
    expect([replays(record), replays(faithful)]).toEqual([true, false]);
    expect(replayedStages({ config: { ...config, rl: { ...config.rl, replay: 0 } } })).toEqual([
      'vm-cpt',
      'cot-sft',
    ]);
    const names = ({ own, switched }: ReturnType<typeof presetsByReplay>) => [own?.name, switched?.name];
    expect(names(presetsByReplay(record))).toEqual(['quick', 'quick-faithful']);
    expect(names(presetsByReplay(faithful))).toEqual(['quick-faithful', 'quick']);
    const longer = { ...record, config: { ...config, rl: { ...config.rl, steps: 7 } } };
    expect(names(presetsByReplay(longer))).toEqual([undefined, undefined]);
  });
});
