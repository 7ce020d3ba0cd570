import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyConfig } from '../testing/configs';
import { clampConfig, LIMITS, settingOf, settingsOf } from './config-schema';
import { METHODS } from './methods';
import { parseConfig } from './parse-config';
import { findPreset, PRESETS, type Preset, presetConfig } from './presets';

const quick = presetConfig(findPreset('quick') as Preset, 'trimpi-dapo', 1);

function messageOf(json: unknown): string {
  const parsed = parseConfig(json);
  return parsed.ok ? 'accepted' : parsed.message;
}

describe('parseConfig', () => {
  it('takes every preset as it is', () => {
    for (const preset of PRESETS) {
      for (const method of METHODS) {
        const config = presetConfig(preset, method, 3);
        expect(parseConfig(config)).toEqual({ ok: true, config, notes: [] });
      }
    }
  });

  it('takes everything that the screens allow as it is', () => {
    fc.assert(
      fc.property(anyConfig, (config) => {
        expect(parseConfig(config)).toEqual({ ok: true, config, notes: [] });
      }),
    );
  });

  it('moves numbers into what the screens allow and says so', () => {
    const parsed = parseConfig({
      ...quick,
      seed: 1.4,
      rl: {
        ...quick.rl,
        steps: 1e9,
        groupSize: 7,
        updatesPerStep: 8,
        prompts: 4,
        learningRate: -1,
      },
    });
    expect(parsed.ok && parsed.config.rl).toEqual({
      ...quick.rl,
      steps: 2000,
      groupSize: 8,
      updatesPerStep: 4,
      prompts: 4,
      learningRate: 1e-6,
    });
    expect(parsed.ok && parsed.notes).toEqual([
      'Seed: 1.4 is not among the values this page allows; 1 is used.',
      'RL steps: 1000000000 is not among the values this page allows; 2000 is used.',
      'RL responses per prompt: 7 is not among the values this page allows; 8 is used.',
      'RL learning rate: -1 is not among the values this page allows; 0.000001 is used.',
      'RL updates per step: 8 cannot share 4 prompts; 4 is used.',
    ]);
  });

  it('reads configs of former versions, which had a temperature of 1', () => {
    const parsed = parseConfig({ ...quick, rl: { ...quick.rl, temperature: 1 } });
    expect(parsed.ok && parsed.config).toEqual(quick);
  });

  it('refuses what it does not know, in sentences', () => {
    expect(messageOf({ ...quick, extra: 1 })).toContain('"extra" is not a field that this page knows.');
    expect(messageOf({ ...quick, rl: { ...quick.rl, beta: 1 } })).toContain('"rl.beta" is not a field');
    expect(messageOf({ ...quick, rl: { ...quick.rl, steps: 'many' } })).toContain(
      '"rl.steps" should be number',
    );
    expect(messageOf({ ...quick, seed: Number.NaN })).toContain('"seed"');
    expect(messageOf({ ...quick, seed: undefined })).toContain('"seed" is missing.');
    expect(messageOf({ ...quick, preset: 'slow' })).toContain('There is no preset "slow"');
    expect(messageOf(null)).toContain('This is not an experiment of this page.');
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const json = JSON.parse(`{"${name}": {"polluted": 1}, "rl": {"${name}": 1}}`);
      expect(messageOf({ ...quick, rl: json.rl })).toContain('refused');
      expect(messageOf(json)).toContain('refused');
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('clamps to values that need no clamping', () => {
    const wild = fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), {
      minLength: 40,
      maxLength: 40,
    });
    fc.assert(
      fc.property(anyConfig, wild, (config, numbers) => {
        const mutable = structuredClone(config) as unknown as Record<string, Record<string, number>>;
        const settings = settingsOf(config.dataset.kind);
        settings.forEach(({ section, key }, i) => {
          mutable[section][key] = numbers[i];
        });
        const once = clampConfig(mutable as never);
        expect(clampConfig(once.config)).toEqual({ config: once.config, notes: [] });
        for (const setting of settings) {
          expect(settingOf(once.config, setting)).toBeGreaterThanOrEqual(setting.limit.min);
          expect(settingOf(once.config, setting)).toBeLessThanOrEqual(setting.limit.max);
        }
      }),
    );
  });

  it('keeps GTAPolicy to its one policy, and counts calls', () => {
    const { config, notes } = clampConfig({
      ...quick,
      dataset: { ...quick.dataset, kind: 'gta-policy' },
    });
    expect(config.dataset).toMatchObject({ layers: 4, policies: 1 });
    expect(notes).toHaveLength(2);
    expect(settingsOf('gta-policy').map(({ name }) => name)).toContain('Calls with reasoning');
  });

  it('knows the place of every number of a config', () => {
    const numbers = (value: object): number =>
      Object.values(value).reduce(
        (sum: number, inner) =>
          sum + (typeof inner === 'object' ? numbers(inner) : Number(typeof inner === 'number')),
        0,
      );
    expect(settingsOf('clevr-policy-t').length + 1).toBe(numbers(quick));
    expect(LIMITS.rl.groupSize.step).toBe(2);
  });
});
