import { describe, expect, it } from 'vitest';
import type { StageRecord } from '../record/run-record';
import { runRecordOf } from '../testing/records';
import { breakEven } from './break-even';

/** Stages of 10 seconds each, base, VM-CPT, CoT SFT and RL, whose prompts save as much. */
function stages(withPolicy: number, withoutPolicy: number): StageRecord[] {
  return runRecordOf({ seed: 1, accuracy: 0.5 }).stages.map((stage) => ({
    ...stage,
    seconds: 10,
    evaluation: stage.evaluation && {
      ...stage.evaluation,
      efficiency: { ...stage.evaluation.efficiency, prefillMs: { withPolicy, withoutPolicy } },
    },
  }));
}

/** The same, measured in twelve rounds that saved so much. */
function measured(hasty: StageRecord[], low: number, high: number): StageRecord[] {
  const range = { low, high };
  const prefillSpread = { rounds: 12, withPolicy: range, withoutPolicy: range, saved: range };
  return hasty.map((stage) => ({
    ...stage,
    evaluation: stage.evaluation && {
      ...stage.evaluation,
      efficiency: { ...stage.evaluation.efficiency, prefillSpread },
    },
  }));
}

describe('the break-even', () => {
  it('is the training of all stages so far over what a prompt saves; measuring the base is no training', () => {
    const whole = { trainingSeconds: 30, prefill: { savedMs: 4 }, queries: 7500, isAsGood: false };
    expect(breakEven(stages(8, 4), 'rl')).toMatchObject(whole);
    expect(breakEven(stages(8, 4), 'cot-sft')?.queries).toBe(5000);
    expect(breakEven(stages(8, 4), 'base')).toBeNull();
  });

  it('is not claimed where the medians differ by more than any round did', () => {
    expect(breakEven(measured(stages(24.4, 16.4), 6, 9), 'rl')?.prefill.isClear).toBe(true);
    expect(breakEven(measured(stages(24.4, 16.4), 5, 7.6), 'rl')?.prefill.isClear).toBe(false);
  });

  it('is not claimed where measurements of one run contradict each other, or there are two', () => {
    const noisy = stages(8, 4).map((stage, i) =>
      i === 2 && stage.evaluation
        ? {
            ...stage,
            evaluation: {
              ...stage.evaluation,
              efficiency: { ...stage.evaluation.efficiency, prefillMs: { withPolicy: 5, withoutPolicy: 6 } },
            },
          }
        : stage,
    );
    expect(breakEven(noisy, 'rl')).toMatchObject({
      queries: null,
      prefill: { isClear: false, low: -1, high: 4 },
    });
    expect(breakEven(stages(8, 4).slice(0, 2), 'vm-cpt')).toMatchObject({ queries: null });
  });

  it('rests on the careful measurement where there is one', () => {
    expect(breakEven(measured(stages(8, 4), 3.9, 4.2).slice(0, 2), 'vm-cpt')).toMatchObject({
      queries: 2500,
      prefill: { low: 3.9, high: 4.2, isClear: true, measurements: 12 },
    });
  });

  it('is not claimed where the spread is larger than what is saved', () => {
    const unsure = breakEven(measured(stages(11.4, 8.5), 0.35, 4.9), 'rl');
    expect(unsure).toMatchObject({ queries: null, prefill: { isClear: false } });
    expect(breakEven(measured(stages(11.4, 8.5), 2.1, 3.6), 'rl')?.queries).toBe(10345);
  });

  it('is never reached where nothing measurable is saved', () => {
    expect(breakEven(stages(4, 4.05), 'rl')).toMatchObject({ trainingSeconds: 30, queries: null });
    expect(breakEven(stages(4.05, 4), 'rl')?.queries).toBeNull();
  });

  it('needs a model that is as accurate as the base with the policy, within the base’s interval', () => {
    const isAsGood = (accuracy: number) =>
      breakEven(
        runRecordOf({ seed: 1, accuracy }).stages.map((stage) => ({ ...stage, seconds: 1 })),
        'rl',
      )?.isAsGood;
    // The base has .7 of 100 with the policy: .60 to .78.
    expect([0.59, 0.65, 0.8].map(isAsGood)).toEqual([false, true, true]);
  });

  it('is unknown while the run goes on and does not say how long its stages took', () => {
    expect(
      breakEven(
        stages(8, 4).map((stage) => ({ ...stage, seconds: 0 })),
        'rl',
      ),
    ).toBeNull();
  });

  it('is unknown of a stage that was not evaluated or not run', () => {
    const unevaluated = stages(8, 4).map((stage) => ({ ...stage, evaluation: null }));
    expect(breakEven(unevaluated, 'rl')).toBeNull();
    expect(breakEven(stages(8, 4), 'direct-sft')).toBeNull();
  });
});
