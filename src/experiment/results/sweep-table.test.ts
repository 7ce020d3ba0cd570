import { describe, expect, it } from 'vitest';
import type { Method } from '../plan/methods';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { runRecordOf } from '../testing/records';
import { resultOf, sweepTable } from './sweep-table';

const quick = presetConfig(findPreset('quick') as Preset, 'cot-sft', 1);
const run = (method: Method, seed: number, accuracy: number | null, steps = 120) => ({
  config: { ...quick, method, seed, rl: { ...quick.rl, steps } },
  accuracy,
});

describe('the table of a sweep', () => {
  it('has means over the seeds that are through, and differences by seed to the first method', () => {
    const table = sweepTable([
      run('trimpi-dapo', 1, 0.9),
      run('trimpi-dapo', 2, 0.7),
      run('trimpi-dapo', 3, 0.8),
      run('cot-sft', 1, 0.4),
      run('cot-sft', 2, 0.4),
      run('cot-sft', 3, null),
    ]);
    expect(table).toMatchObject({ swept: null, against: 'first method' });
    const [first, second] = table.rows;
    expect(first).toMatchObject({
      method: 'cot-sft',
      runs: 3,
      accuracy: { n: 2, mean: 0.4 },
      difference: null,
    });
    expect(second.accuracy?.mean).toBeCloseTo(0.8, 12);
    expect(second.difference?.n).toBe(2);
    expect(second.difference?.mean).toBeCloseTo(0.4, 12);
  });

  it('compares the values of what is swept with the first, method by method', () => {
    const table = sweepTable([
      run('trimpi-dapo', 1, 0.5, 100),
      run('trimpi-dapo', 1, 0.8, 200),
      run('cot-sft', 1, 0.2, 100),
      run('trimpi-grpo', 1, 0.3, 100),
      run('trimpi-grpo', 1, null, 200),
    ]);
    expect(table).toMatchObject({ swept: 'RL steps', against: 'first value' });
    expect(
      table.rows.map(({ method, value, difference }) => [method, value, difference?.mean ?? null]),
    ).toEqual([
      // Without reinforcement learning there are no steps of it.
      ['cot-sft', null, null],
      ['trimpi-grpo', 100, null],
      ['trimpi-grpo', 200, null],
      ['trimpi-dapo', 100, null],
      ['trimpi-dapo', 200, expect.closeTo(0.3, 12)],
    ]);
  });

  it('takes what a run is compared by: without the policy, for In-Context with it', () => {
    const record = runRecordOf({ seed: 1, accuracy: 0.7, method: 'cot-sft' });
    expect(resultOf(record)).toBe(0.7);
    expect(resultOf({ ...record, stages: [] })).toBeNull();
    const untrained = runRecordOf({ seed: 1, accuracy: 0.7, method: 'in-context' });
    expect(resultOf(untrained)).toBe(untrained.stages.at(-1)?.evaluation?.inContext.value);
  });
});
