import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadNamedPolicies } from '../../tasks/clevr/policy/policy-dataset';
import { policyText } from '../../tasks/clevr/policy/policy-text';
import type { ExperimentConfig } from '../plan/config';
import { clampConfig } from '../plan/config-schema';
import { METHODS } from '../plan/methods';
import { findPreset, PRESETS, type Preset, presetConfig } from '../plan/presets';
import { teach } from '../plan/teach';
import { packedQuery, setupOfQuery, setupQuery, unpackedQuery } from './setup-query';

const quick = findPreset('quick') as Preset;
const opening = { method: 'trimpi-poro-dapo', seed: 1 } as const;
const read = (query: string) => setupOfQuery(new URLSearchParams(query), quick, opening);

describe('a setup in the address', () => {
  it('comes back as it was, whatever was edited', () => {
    const number = fc.double({ min: 0, max: 500, noNaN: true });
    const setup = fc.record({
      preset: fc.constantFrom(...PRESETS),
      method: fc.constantFrom(...METHODS),
      seed: fc.nat(1_000_000),
      steps: number,
      learningRate: fc.double({ min: 1e-6, max: 0.01, noNaN: true }),
      part: fc.constantFrom('all' as const, 'lora' as const),
      minutes: fc.option(fc.integer({ min: 1, max: 600 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(setup, ({ preset, method, seed, steps, learningRate, part, minutes }) => {
        const plain = presetConfig(preset, method, seed);
        const { config } = clampConfig({
          ...plain,
          base: 'tiny',
          rl: { ...plain.rl, steps, learningRate, trains: part, aggregation: 'dr-grpo' },
          evaluation: { ...plain.evaluation, split: 'validation' },
          ...(minutes === undefined ? {} : { stop: { minutes } }),
        });
        const query = new URLSearchParams(setupQuery(config, preset));
        expect(setupOfQuery(query, preset, opening)).toEqual({ ok: true, config, notes: [] });
      }),
    );
  });

  it('says no more than preset, method and seed where nothing else differs, and takes a setting away again', () => {
    const plain = presetConfig(quick, 'cot-sft', 5);
    expect(setupQuery(plain, quick)).toEqual([
      ['preset', 'quick'],
      ['method', 'cot-sft'],
      ['seed', '5'],
    ]);
    const withPart: Preset = {
      ...quick,
      config: { ...quick.config, rl: { ...quick.config.rl, trains: 'lora' } },
    };
    const query = new URLSearchParams(setupQuery(plain, withPart));
    expect(query.get('rl.trains')).toBe('');
    const back = setupOfQuery(query, withPart, opening);
    expect((back as { config: ExperimentConfig }).config.rl.trains).toBeUndefined();
  });

  it('carries a policy of the visitor’s own, packed, and knows when it is damaged', async () => {
    const own = policyText(loadNamedPolicies(3)[0]);
    const config = teach(presetConfig(quick, 'cot-sft', 5), {
      kind: 'clevr-policy-t',
      text: own,
      answers: 8,
    });
    const address = new URLSearchParams(await packedQuery(setupQuery(config, quick)));
    expect(address.toString().length).toBeLessThan(600);
    const query = await unpackedQuery(address);
    expect(query && setupOfQuery(query, quick, opening)).toEqual({ ok: true, config, notes: [] });
    const packed = address.get('dataset.own') as string;
    for (const damaged of ['x', packed.slice(2), packed.slice(0, -9), own]) {
      expect(await unpackedQuery(new URLSearchParams({ 'dataset.own': damaged })), damaged).toBeNull();
    }
    expect(read('dataset.own=Policy+L3-Suri')).toMatchObject({
      ok: false,
      message: expect.stringContaining('own policy cannot be read. Line 1'),
    });
  });

  it('reads a method as it is typed by hand, with its plus signs', () => {
    expect(read('method=cot-sft+dapo')).toMatchObject({ ok: true, config: { method: 'cot-sft+dapo' } });
  });

  it('says what it has moved, and refuses what there is none of, in sentences', () => {
    expect(read('seed=-3&rl.steps=1e9')).toMatchObject({
      ok: true,
      config: { seed: 0, rl: { steps: 2000 } },
      notes: [expect.stringMatching(/^Seed: -3/), expect.stringMatching(/^RL steps/)],
    });
    for (const query of [
      'rl.step=3',
      'seed=many',
      'method=best',
      'base=huge',
      'rl.__proto__=1',
      'stop.minutes=x',
    ]) {
      expect(read(query), query).toMatchObject({ ok: false, message: expect.stringMatching(/\.$/) });
    }
  });
});
