import { describe, expect, it } from 'vitest';
import { OBJECTIVES } from '../../../train/policy-rollout';
import { METHOD_PLANS, METHODS } from '../../plan/methods';
import { findPreset, type Preset, presetConfig } from '../../plan/presets';
import { easyR1Recipe } from './easy-r1';
import { llamaFactoryRecipe } from './llama-factory';

const quick = findPreset('quick') as Preset;

/** `a.b: value` lines of YAML of the recipes' kind: nested maps of plain values. */
function yaml(text: string): Map<string, string> {
  const path: string[] = [];
  const values = new Map<string, string>();
  for (const line of text.split('\n').filter((one) => /^\s*\w/.test(one))) {
    const found = /^( *)(\w+):(?: +(.*?))?(?: +#.*)?$/.exec(line);
    if (!found) throw new Error(`Not a line of YAML: ${line}`);
    path.length = found[1].length / 2;
    path.push(found[2]);
    if (found[3] !== undefined) values.set(path.join('.'), found[3]);
  }
  return values;
}

describe('recipes', () => {
  it('have a file per stage of every method, and no gap in any file', () => {
    for (const method of METHODS) {
      const config = presetConfig(quick, method, 3);
      const { supervised, rl } = METHOD_PLANS[method];
      const [supervisedFiles, rlFiles] = [llamaFactoryRecipe(config), easyR1Recipe(config)];
      for (const stage of supervised) {
        const text = supervisedFiles[`${stage.replace('-', '_')}.yaml`];
        expect(yaml(text).get('seed')).toBe('3');
        expect(supervisedFiles['README.md']).toContain(
          `llamafactory-cli train ${stage.replace('-', '_')}.yaml`,
        );
      }
      expect('clevr_policy.yaml' in rlFiles).toBe(rl !== null);
      for (const text of [...Object.values(supervisedFiles), ...Object.values(rlFiles)]) {
        expect(text).not.toMatch(/undefined|NaN|\[object/);
        expect(text.endsWith('\n')).toBe(true);
      }
    }
  });

  it('start every stage from the one before', () => {
    const config = presetConfig(quick, 'trimpi-poro-grpo', 1);
    const files = llamaFactoryRecipe(config);
    const cpt = yaml(files['vm_cpt.yaml']);
    const sft = yaml(files['cot_sft.yaml']);
    const merge = yaml(files['merge_cot_sft.yaml']);
    expect(cpt.get('train_on_prompt')).toBe('true');
    expect(sft.get('model_name_or_path')).toBe(cpt.get('output_dir'));
    expect(merge.get('adapter_name_or_path')).toBe(sft.get('output_dir'));
    expect(merge.get('model_name_or_path')).toBe(sft.get('model_name_or_path'));
    const rl = yaml(easyR1Recipe(config)['clevr_policy.yaml']);
    expect(rl.get('worker.actor.model.model_path')).toBe(merge.get('export_dir'));
  });

  it('carry the constants of our own GRPO and DAPO', () => {
    const grpo = yaml(easyR1Recipe(presetConfig(quick, 'trimpi-grpo', 1))['clevr_policy.yaml']);
    expect(Number(grpo.get('worker.actor.clip_ratio_low'))).toBe(OBJECTIVES.grpo.clipLow);
    expect(Number(grpo.get('worker.actor.clip_ratio_high'))).toBe(OBJECTIVES.grpo.clipHigh);
    expect(Number(grpo.get('worker.actor.clip_ratio_dual'))).toBe(OBJECTIVES.grpo.dualClip);
    expect(Number(grpo.get('algorithm.kl_coef'))).toBe(OBJECTIVES.grpo.klBeta);
    expect(grpo.get('algorithm.online_filtering')).toBe('false');
    const dapo = yaml(easyR1Recipe(presetConfig(quick, 'trimpi-dapo', 1))['clevr_policy.yaml']);
    expect(dapo.get('algorithm.online_filtering')).toBe('true');
    expect(dapo.get('algorithm.filter_key')).toBe('accuracy');
    expect(dapo.get('algorithm.disable_kl')).toBe('true');
    expect(dapo.get('worker.actor.clip_ratio_high')).toBe('0.28');
  });

  it('fit their batches to the data: whole updates, and no more prompts than there are', () => {
    for (const name of ['micro', 'quick']) {
      const config = presetConfig(findPreset(name) as Preset, 'trimpi-dapo', 1);
      const values = yaml(easyR1Recipe(config)['clevr_policy.yaml']);
      const rollout = Number(values.get('data.rollout_batch_size'));
      expect(rollout % Number(values.get('worker.actor.global_batch_size'))).toBe(0);
      expect(rollout).toBeLessThanOrEqual(config.dataset.policies * config.dataset.poolPerPolicy);
    }
  });

  it('say what upstream does not have', () => {
    const poro = presetConfig(quick, 'trimpi-poro-dapo', 1);
    expect(easyR1Recipe(poro)['README.md']).toContain('WITHOUT\n  PolicyRollout');
    expect(easyR1Recipe(presetConfig(quick, 'trimpi-dapo', 1))['README.md']).not.toContain('PolicyRollout');
    expect(llamaFactoryRecipe(poro)['README.md']).toContain('Visual masking');
    expect(llamaFactoryRecipe(poro)['README.md']).not.toContain('control');
    for (const recipe of [llamaFactoryRecipe, easyR1Recipe])
      expect(recipe(presetConfig(quick, 'trimpi-dapo-cot-set', 1))['README.md']).toContain('is a control of');
    expect(llamaFactoryRecipe(presetConfig(quick, 'cot-sft', 1))['README.md']).not.toContain(
      'Visual masking',
    );
    const aggregated = (aggregation: 'dr-grpo' | 'seq-mean-token-mean') =>
      easyR1Recipe({ ...poro, rl: { ...poro.rl, aggregation } });
    expect(aggregated('dr-grpo')['README.md']).toContain('"Dr. GRPO"');
    expect(aggregated('seq-mean-token-mean')['README.md']).not.toContain('Token losses');
    expect(aggregated('seq-mean-token-mean')['clevr_policy.yaml']).toContain('loss_avg_mode: seq');
    const faithful = presetConfig(findPreset('quick-faithful') as Preset, 'cot-sft', 1);
    expect(llamaFactoryRecipe(faithful)['README.md']).not.toContain('Replay of base skills');
  });
});
