import { describe, expect, it } from 'vitest';
import { loadNamedPolicies } from '../../tasks/clevr/policy/policy-dataset';
import type { TaskKind } from '../../tasks/dataset';
import { experimentData } from '../run/dataset';
import { ALL_METHODS, METHOD_PLANS, METHOD_SETS, METHODS, OTHER_METHODS, stagesOf } from './methods';
import {
  counterpart,
  DEFAULT_PRESET,
  findPreset,
  OFFERED_TASKS,
  PRESETS,
  type Preset,
  presetConfig,
  presetsOf,
} from './presets';
import { stageOptions } from './stage-options';

describe('presets', () => {
  it('have names of their own, and the default is one of them', () => {
    expect(new Set(PRESETS.map(({ name }) => name)).size).toBe(PRESETS.length);
    expect(findPreset(DEFAULT_PRESET)?.description).toMatch(/Begin here\.$/);
    expect(findPreset('enormous')).toBeUndefined();
    for (const name of ['micro', 'quick', 'standard']) {
      expect(findPreset(name)).toBeDefined();
    }
  });

  it.each(PRESETS)('$name can run: there are policies, data and updates enough', ({ config }) => {
    const { dataset, rl, evaluation } = config;
    expect(loadNamedPolicies(dataset.layers).length).toBeGreaterThanOrEqual(dataset.policies);
    expect(rl.updatesPerStep).toBeLessThanOrEqual(rl.prompts);
    expect(rl.groupSize % 2).toBe(0); // PolicyRollout halves it
    expect(evaluation.split).toBe('test');
    for (const { steps, batch, learningRate, replay } of [config.directSft, config.vmCpt, config.cotSft]) {
      expect([steps, batch].every((count) => Number.isInteger(count) && count > 0)).toBe(true);
      expect(learningRate).toBeGreaterThan(0);
      expect(replay).toBeGreaterThanOrEqual(0);
    }
  });

  it('stand beside those of another task that are the same otherwise, and beside the usual one where there are none', () => {
    const beside = (name: string, kind: TaskKind) => counterpart(findPreset(name), kind).name;
    expect(beside('micro', 'clevr-policy-m')).toBe('m-micro');
    expect(beside('m-sparse', 'clevr-policy-t')).toBe('sparse');
    expect(beside('deep', 'clevr-policy-m')).toBe('m-quick');
    expect(beside('quick', 'clevr-policy-t')).toBe('quick');
    expect(beside('gta-quick', 'clevr-policy-t')).toBe('quick');
    for (const kind of OFFERED_TASKS) {
      expect(presetsOf(kind).length).toBeGreaterThan(0);
      expect(counterpart(undefined, kind).config.dataset.kind).toBe(kind);
    }
  });

  it('give every method the same data and the same stages: only the method differs', () => {
    for (const preset of PRESETS) {
      const configs = METHODS.map((method) => presetConfig(preset, method, 3));
      for (const [i, config] of configs.entries()) {
        expect(config).toEqual({ ...configs[0], method: METHODS[i] });
      }
    }
  });
});

describe('methods', () => {
  it('are the ten rows of the main table, each the stages that its name says', () => {
    expect(METHODS).toHaveLength(10);
    for (const method of METHODS) {
      const { supervised, rl, label } = METHOD_PLANS[method];
      const trimpi = method.startsWith('trimpi');
      expect(label.startsWith('TriMPI')).toBe(trimpi);
      expect(supervised.includes('vm-cpt')).toBe(trimpi || method.startsWith('vm-cpt'));
      expect(supervised.includes('cot-sft')).toBe(!['in-context', 'direct-sft'].includes(method));
      expect(rl?.algorithm).toBe(/grpo|dapo/.exec(method)?.[0]);
      expect(rl?.policyRollout ?? false).toBe(method.includes('poro'));
      expect(stagesOf(method)).toEqual(['base', ...supervised, ...(rl ? ['rl'] : [])]);
    }
  });
});

describe('the methods beside them', () => {
  it('are PolicyRollout with its gate and its faithfulness, on the same stages', () => {
    const gated = OTHER_METHODS.filter((method) => METHOD_PLANS[method].rl);
    expect(gated).toHaveLength(2);
    for (const method of gated) {
      const { supervised, rl } = METHOD_PLANS[method];
      const plain = METHOD_PLANS[method.replace('gated-', '') as (typeof METHODS)[number]];
      expect(supervised).toEqual(plain.supervised);
      expect(rl).toEqual({ ...plain.rl, gate: true, faithful: true });
    }
  });

  it('are distillation in the place of RL, by the numbers of RL', () => {
    const distilled = OTHER_METHODS.filter((method) => METHOD_PLANS[method].distills);
    expect(distilled.map((method) => stagesOf(method).slice(1))).toEqual([
      ['cot-sft', 'distillation'],
      ['vm-cpt', 'cot-sft', 'distillation'],
    ]);
    const config = presetConfig(findPreset('quick') as Preset, 'cot-sft+distillation', 1);
    expect(stageOptions(config, 'distillation')).toBe(config.rl);
  });

  it('have a 2 x 2 ablation of all four combinations, and RL without PolicyRollout, for each algorithm', () => {
    const variants = METHOD_SETS.gate.map((method) => METHOD_PLANS[method].rl);
    for (const algorithm of ['grpo', 'dapo']) {
      const own = variants.filter((rl) => rl?.algorithm === algorithm);
      const switches = own.map((rl) => [rl?.policyRollout, rl?.gate ?? false, rl?.faithful ?? false].join());
      expect(new Set(switches).size).toBe(5);
      expect(own).toHaveLength(5);
      expect(switches.filter((one) => one.startsWith('true'))).toHaveLength(4);
    }
    for (const method of METHOD_SETS.gate) expect(ALL_METHODS).toContain(method);
  });
});

describe('experimentData', () => {
  const preset = findPreset('micro') as Preset;
  const data = (seed: number) => experimentData(presetConfig(preset, 'in-context', seed));
  const keys = (examples: ReturnType<typeof data>['cot']) =>
    examples.map(({ prompt }) => prompt.images[0].rgb.join());

  it('is decided by the seed; training and evaluation share no scene', () => {
    const one = data(1);
    const all = [...keys(one.cot), ...keys(one.pool), ...keys(one.evaluation)];
    expect(new Set(all).size).toBe(all.length);
    expect(keys(data(1).pool)).toEqual(keys(one.pool));
    expect(keys(data(2).pool)).not.toEqual(keys(one.pool));
    const policies = new Set(one.cot.map(({ policy }) => policy));
    expect(policies.size).toBe(preset.config.dataset.policies);
    for (const examples of [one.pool, one.evaluation]) {
      expect(new Set(examples.map(({ policy }) => policy))).toEqual(policies);
    }
  });

  it('reports on another split than it chooses by', () => {
    const config = presetConfig(preset, 'in-context', 1);
    const chosen = experimentData({ ...config, evaluation: { ...config.evaluation, split: 'validation' } });
    const reported = new Set(keys(data(1).evaluation));
    expect(keys(chosen.evaluation).filter((key) => reported.has(key))).toEqual([]);
    expect(keys(chosen.pool)).toEqual(keys(data(1).pool));
  });
});
