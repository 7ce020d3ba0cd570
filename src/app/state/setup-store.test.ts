import { describe, expect, it } from 'vitest';
import { findPreset, PRESETS, type Preset, presetConfig } from '../../experiment/plan/presets';
import { setupOfQuery } from '../../experiment/share/setup-query';
import { createSetupStore, isCustomized } from './setup-store';

describe('what is changed from the preset', () => {
  it.each(PRESETS.map(({ name }) => name))(
    'is nothing of %s when an address names method and seed',
    (name) => {
      const preset = findPreset(name) as Preset;
      const usual = presetConfig(preset, 'trimpi-poro-dapo', 1);
      const read = setupOfQuery(new URLSearchParams('?method=cot-sft&seed=5'), preset, usual);
      if (!read.ok) throw new Error(read.message);
      expect(read.config).toMatchObject({ method: 'cot-sft', seed: 5 });
      expect(isCustomized({ config: read.config, preset: usual })).toBe(false);
    },
  );

  it('is a setting that has another value, until it has the preset’s again', () => {
    const preset = presetConfig(findPreset('first') as Preset, 'cot-sft', 1);
    const store = createSetupStore(preset);
    const steps = (count: number) =>
      store.getState().edit((config) => ({ ...config, rl: { ...config.rl, steps: count } }));
    steps(preset.rl.steps + 1);
    expect(isCustomized(store.getState())).toBe(true);
    steps(preset.rl.steps);
    expect(isCustomized(store.getState())).toBe(false);
    store.getState().edit((config) => ({ ...config, stop: { minutes: 5 } }));
    expect(isCustomized(store.getState())).toBe(true);
    store.getState().reset();
    expect(isCustomized(store.getState())).toBe(false);
  });
});
