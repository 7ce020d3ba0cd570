import { describe, expect, it } from 'vitest';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { runRecordOf } from '../testing/records';
import { describeDifference, describeRunDifference } from './describe-difference';

const quick = findPreset('quick') as Preset;

describe('describeDifference', () => {
  it('has nothing to say of a preset', () => {
    expect(describeDifference(presetConfig(quick, 'trimpi-dapo', 5), quick)).toEqual([]);
  });

  it('says what counts for the method, and only that', () => {
    const config = presetConfig(quick, 'cot-sft', 1);
    const changed = {
      ...config,
      dataset: { ...config.dataset, poolPerPolicy: 1440 },
      cotSft: { ...config.cotSft, learningRate: 3e-4, replay: 0, trains: 'lora' as const },
      rl: { ...config.rl, steps: 1, trains: 'lora' as const, aggregation: 'dr-grpo' as const },
      evaluation: { ...config.evaluation, split: 'validation' as const },
    };
    expect(describeDifference(changed, quick)).toEqual([
      'Images with answer, per policy: 1,440 instead of 720.',
      'CoT SFT learning rate: 0.0003 instead of 0.0015.',
      'CoT SFT replay sequences per update: 0 instead of 5.',
      'CoT SFT trains: LoRA of rank 8 instead of the upper half.',
      'Evaluated on: validation images instead of test images.',
    ]);
    const rl = { ...config.rl, aggregation: 'dr-grpo' as const };
    expect(describeDifference({ ...config, method: 'cot-sft+grpo', rl }, quick)).toEqual([
      'RL token losses: Dr. GRPO instead of mean over tokens.',
    ]);
  });

  it('names a policy of somebody’s own, and tells two texts of one name apart', () => {
    const config = presetConfig(quick, 'cot-sft', 1);
    const taught = (own: string) => ({ ...config, dataset: { ...config.dataset, own } });
    expect(describeDifference(taught('Policy L3-Suri\n\n'), quick)).toEqual([
      'Own policy: L3-Suri instead of none.',
    ]);
    const [a, b] = ['Policy L3-Suri\n\n', 'Policy L3-Suri\n\nOther.\n'].map((own) => {
      const run = runRecordOf({ seed: 1, accuracy: 0.5, method: 'cot-sft' });
      return { ...run, config: taught(own) };
    });
    expect(describeRunDifference(a, b)).toEqual([
      'Own policy: one text of L3-Suri against another text of it.',
    ]);
  });
});

describe('describeRunDifference', () => {
  it('compares two runs, the first one’s value first', () => {
    const a = runRecordOf({ seed: 1, accuracy: 0.5, method: 'cot-sft' });
    const b = runRecordOf({ seed: 2, accuracy: 0.6, method: 'cot-sft+dapo' });
    const shorter = { ...b, config: { ...b.config, rl: { ...b.config.rl, steps: 60 } } };
    expect(
      describeRunDifference(a, { ...shorter, provenance: { ...b.provenance, backend: 'webgpu' } }),
    ).toEqual([
      'Method: CoT SFT against CoT SFT + DAPO.',
      'RL steps: 120 against 60.',
      'Seed: 1 against 2, so other policies, images and samples.',
      'Backend: wasm against webgpu.',
    ]);
    expect(describeRunDifference(a, { ...a, title: 'Renamed' })).toEqual([]);
  });
});
