import { describe, expect, it } from 'vitest';
import { taskOf } from '../../tasks/registry';
import type { ExperimentConfig } from '../plan/config';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { drawExperimentData, experimentData, forgetLargeData } from './dataset';

function config(seed: number, dataset: Partial<ExperimentConfig['dataset']>): ExperimentConfig {
  const micro = presetConfig(findPreset('micro') as Preset, 'cot-sft', seed);
  return { ...micro, dataset: { ...micro.dataset, layers: 1, policies: 1, ...dataset } };
}

class Stopped extends Error {}

describe('the data of an experiment', () => {
  it('are the same drawn with pauses, of which there are many', async () => {
    let pauses = 0;
    const breathe = async () => {
      pauses += 1;
    };
    const { pool } = await drawExperimentData(config(1, { poolPerPolicy: 40 }), breathe);
    expect(pauses).toBe(2);
    // A split that is not in memory is drawn anew.
    forgetLargeData(0);
    const again = experimentData(config(1, { poolPerPolicy: 40 })).pool;
    expect(again === pool).toBe(false);
    const told = (examples: typeof pool) =>
      examples.map((example) =>
        JSON.stringify([taskOf('clevr-policy-t').view(example), ...example.prompt.images[0].rgb]),
      );
    expect(told(again)).toEqual(told(pool));
  });

  it.each([1, 3])('are left at pause %d when somebody stops', async (last) => {
    let pauses = 0;
    const breathe = async () => {
      pauses += 1;
      if (pauses === last) throw new Stopped();
    };
    const large = config(3, { poolPerPolicy: 20_000 });
    await expect(drawExperimentData(large, breathe)).rejects.toThrow(Stopped);
    expect(pauses).toBe(last);
  });

  it('stay in memory after a run where they are few, and go where they are many', () => {
    const drawn = experimentData(config(4, { poolPerPolicy: 40 }));
    forgetLargeData(40);
    const kept = experimentData(config(4, { poolPerPolicy: 40 }));
    forgetLargeData(39);
    const anew = experimentData(config(4, { poolPerPolicy: 40 }));
    // As truths: a difference of images would take minutes to print.
    expect([kept, anew].map(({ pool }) => pool === drawn.pool)).toEqual([true, false]);
    expect(anew.cot === drawn.cot).toBe(true);
  });
});
