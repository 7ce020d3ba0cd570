import { describe, expect, it } from 'vitest';
import { findPreset, type Preset, presetConfig } from './presets';
import { MOST_RUNS, readValues, runsOfSweep, seedsFrom, sweepable, sweptPlace } from './sweep';

const quick = presetConfig(findPreset('quick') as Preset, 'trimpi-dapo', 4);
const configsOf = (...args: Parameters<typeof runsOfSweep>) => {
  const found = runsOfSweep(...args);
  if (!found.ok) throw new Error(found.message);
  return found.configs;
};

describe('a sweep', () => {
  it('is methods times seeds times values, seed by seed, each run once', () => {
    const swept = { place: 'rl.learningRate', values: [1e-4, 3e-4] };
    const configs = configsOf(quick, { methods: ['cot-sft', 'trimpi-dapo'], seeds: [1, 2], swept });
    expect(configs.map(({ method, seed, rl }) => [seed, method, rl.learningRate])).toEqual([
      // A method without reinforcement learning has nothing to sweep of it.
      [1, 'cot-sft', 3e-4],
      [1, 'trimpi-dapo', 1e-4],
      [1, 'trimpi-dapo', 3e-4],
      [2, 'cot-sft', 3e-4],
      [2, 'trimpi-dapo', 1e-4],
      [2, 'trimpi-dapo', 3e-4],
    ]);
    expect(sweptPlace(configs)).toBe('rl.learningRate');
    expect(
      configsOf(quick, { methods: ['in-context', 'in-context'], seeds: [1, 1], swept: null }),
    ).toHaveLength(1);
  });

  it('moves values into what the screens allow, says so, and counts what is then the same once', () => {
    const swept = { place: 'rl.steps', values: [5000, 6000] };
    const found = runsOfSweep(quick, { methods: ['trimpi-dapo'], seeds: [1], swept });
    expect(found).toMatchObject({ ok: true, configs: [{ rl: { steps: 2000 } }] });
    expect(found.ok && found.notes).toHaveLength(2);
  });

  it('refuses in a sentence what is no sweep, or too long', () => {
    const message = (...args: Parameters<typeof runsOfSweep>) => {
      const found = runsOfSweep(...args);
      return found.ok ? 'taken' : found.message;
    };
    const one = { methods: ['cot-sft'], seeds: [1], swept: null } as const;
    expect(message(quick, one)).toBe('taken');
    expect(message(quick, { ...one, methods: [] })).toContain('one method');
    expect(message(quick, { ...one, seeds: [] })).toContain('one seed');
    expect(message(quick, { ...one, swept: { place: 'rl.steps', values: [] } })).toContain('one value');
    expect(message(quick, { ...one, swept: { place: 'rl.stepz', values: [1] } })).toContain(
      'setting to sweep',
    );
    expect(message(quick, { ...one, seeds: seedsFrom(1, MOST_RUNS + 1) })).toBe(
      'These are 61 runs, and a queue takes 60 at most.',
    );
  });

  it('offers the settings that its methods use, and not the layers of a policy of one’s own', () => {
    const places = (...args: Parameters<typeof sweepable>) =>
      sweepable(...args).map(({ section, key }) => `${section}.${key}`);
    expect(places(quick, ['cot-sft'])).toContain('cotSft.steps');
    expect(places(quick, ['cot-sft'])).not.toContain('rl.steps');
    expect(places(quick, ['cot-sft'])).toContain('dataset.layers');
    const taught = { ...quick, dataset: { ...quick.dataset, own: 'Policy L3-Suri\n' } };
    expect(places(taught, ['cot-sft'])).not.toContain('dataset.layers');
  });

  it('reads values as people write them', () => {
    expect(readValues('0.0001, 3e-4;1 1')).toEqual([1e-4, 3e-4, 1]);
    expect(readValues('')).toEqual([]);
    expect(readValues('1, many')).toBeNull();
    expect(seedsFrom(999_999, 5)).toEqual([999_999, 1_000_000]);
  });
});
