import { describe, expect, it } from 'vitest';
import upstream from '../../../../docs/exports.json';
import { RandomStream } from '../../../random/stream';
import { policyCrops } from '../../../tasks/clevr/encode';
import { namedPolicies } from '../../../tasks/clevr/policy/policy-dataset';
import { gtaDatasetLine } from '../../../tasks/gta/dataset-line';
import { sampleExamples } from '../../../tasks/gta/example';
import { GTA_POLICY } from '../../../tasks/gta/gta-policy';
import { gtaAtPaperScale } from '../../../tasks/gta/paper-scale';
import { PAPER_POLICY } from '../../../tasks/gta/rules/policy-dataset';
import { gtaPolicyText } from '../../../tasks/gta/rules/policy-text';
import { tokensAtMost } from '../../../tasks/large-model-tokens';
import { OBJECTIVES } from '../../../train/policy-rollout';
import type { ExperimentConfig } from '../../plan/config';
import { ALL_METHODS, hasRecipe, METHOD_PLANS } from '../../plan/methods';
import { findPreset, PRESETS, type Preset, presetConfig } from '../../plan/presets';
import { withContents } from './contents';
import { paperRecipe } from './paper-recipe';
import { MODEL_SIZES, PAPER_OPTIONS, PROGRAMS, type RecipeFiles, UPSTREAM } from './recipe';

const quick = findPreset('quick') as Preset;
const full = findPreset('full') as Preset;

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

function filesOf(config: ExperimentConfig, ...rest: [options?: typeof PAPER_OPTIONS]): RecipeFiles {
  const recipe = paperRecipe(config, ...rest);
  if (!recipe.ok) throw new Error(recipe.message);
  return recipe.files;
}

/** Keys of a config that the program at the pinned commit does not have. */
function unknownKeys(name: string, text: string): string[] {
  const easyR1 = /^(rl|eval_)/.test(name);
  const known = new Set<string>(upstream.keys[easyR1 ? 'easyr1' : 'llama-factory']);
  // What is in these the functions that they are for decide.
  const free = /^worker\.(reward\.reward_function_kwargs|rollout\.val_override_config)\./;
  return [...yaml(text).keys()].filter((key) => !known.has(key) && !free.test(key));
}

const METHODS_WITH_RECIPES = ALL_METHODS.filter(hasRecipe);

describe('recipes', () => {
  it('have a file per stage of every method, and no gap in any file', () => {
    for (const preset of PRESETS) {
      for (const method of METHODS_WITH_RECIPES) {
        const files = filesOf(presetConfig(preset, method, 3));
        const { supervised, rl } = METHOD_PLANS[method];
        for (const stage of supervised) {
          expect(yaml(files[`${stage.replace('-', '_')}.yaml`]).get('seed')).toBe('3');
        }
        expect('rl.yaml' in files).toBe(rl !== null);
        for (const text of Object.values(files)) {
          expect(text).not.toMatch(/undefined|NaN|\[object/);
          expect(text.endsWith('\n')).toBe(true);
        }
      }
    }
  });

  it('have only keys that both programs know at the pinned commits', () => {
    expect(upstream.upstream).toEqual({
      EasyR1: UPSTREAM.easyr1.commit,
      'LLaMA-Factory': UPSTREAM['llama-factory'].commit,
    });
    expect(upstream.checks.filter(({ ok }) => !ok)).toEqual([]);
    for (const method of METHODS_WITH_RECIPES) {
      for (const size of MODEL_SIZES) {
        for (const [name, text] of Object.entries(
          filesOf(presetConfig(full, method, 1), { size, gate: true }),
        )) {
          if (name.endsWith('.yaml')) expect(unknownKeys(name, text)).toEqual([]);
        }
      }
    }
    const misspelt = filesOf(presetConfig(full, 'trimpi-dapo', 1))['rl.yaml'].replace(
      'clip_ratio_high',
      'clip_ratio_hi',
    );
    expect(unknownKeys('rl.yaml', misspelt)).toEqual(['worker.actor.clip_ratio_hi']);
  });

  it('name in the README only files that are in the folder or that its commands make', () => {
    const made = /^(raw|data|saves|checkpoints|EasyR1)\b|^(experiment_log\.jsonl|checkpoint_tracker\.json)$/;
    for (const method of METHODS_WITH_RECIPES) {
      const files = filesOf(presetConfig(full, method, 1));
      const named = files['README.md'].match(/[\w./<>-]+\.(yaml|json|jsonl|py)\b/g) ?? [];
      const missing = named.filter((name) => !(name in files) && !made.test(name));
      expect(missing).toEqual([]);
      const modules = files['README.md'].match(/-m trimpi_recipe\.\w+/g) ?? [];
      for (const module of modules) expect(files).toHaveProperty([`${module.slice(3).replace('.', '/')}.py`]);
    }
  });

  it('end their README with what is in the folder, whole', () => {
    const files = filesOf(presetConfig(full, 'trimpi-poro-dapo', 1));
    for (const data of ['pictures', 'scenes', 'none'] as const) {
      const text = withContents(files, data, ['cot', 'pool'])['README.md'];
      const listed = [...text.matchAll(/^- `(.+?)`/gm)]
        .map(([, name]) => name)
        .filter((name) => !name.includes(' '));
      const others = Object.keys(files).filter((name) => name !== 'README.md');
      expect(listed.slice(-others.length - (data === 'none' ? 0 : 2))).toEqual([
        ...others,
        ...(data === 'none' ? [] : ['raw/cot.jsonl', 'raw/pool.jsonl']),
      ]);
    }
  });

  it('start every stage from the one before', () => {
    const files = filesOf(presetConfig(quick, 'trimpi-poro-grpo', 1));
    const cpt = yaml(files['vm_cpt.yaml']);
    const sft = yaml(files['cot_sft.yaml']);
    const merge = yaml(files['merge_cot_sft.yaml']);
    expect(cpt.get('train_on_prompt')).toBe('true');
    expect(sft.get('train_on_prompt')).toBe('false');
    expect(sft.get('model_name_or_path')).toBe(cpt.get('output_dir'));
    expect(merge.get('adapter_name_or_path')).toBe(sft.get('output_dir'));
    expect(merge.get('model_name_or_path')).toBe(sft.get('model_name_or_path'));
    const rl = yaml(files['rl.yaml']);
    expect(rl.get('worker.actor.model.model_path')).toBe(merge.get('export_dir'));
  });

  it('carry the paper’s numbers', () => {
    const files = filesOf(presetConfig(full, 'trimpi-poro-dapo', 1));
    const rl = yaml(files['rl.yaml']);
    expect(rl.get('trainer.max_steps')).toBe('104');
    expect(rl.get('trainer.save_freq')).toBe('5');
    expect(rl.get('data.rollout_batch_size')).toBe('384');
    expect(rl.get('worker.actor.global_batch_size')).toBe('128');
    expect(rl.get('worker.actor.micro_batch_size_per_device_for_update')).toBe('4');
    expect(rl.get('data.val_files')).toContain('validation');
    const [cpt, sft] = ['vm_cpt.yaml', 'cot_sft.yaml'].map((name) => yaml(files[name]));
    expect(cpt.get('per_device_train_batch_size')).toBe('16');
    expect(sft.get('per_device_train_batch_size')).toBe('16');
    expect(files['README.md']).toContain('torchrun --nproc_per_node 8 -m trimpi_recipe.vm_cpt vm_cpt.yaml');
    expect(files['README.md']).toContain('NPROC_PER_NODE=4 llamafactory-cli train cot_sft.yaml');
  });

  it('carry the constants of our own GRPO and DAPO', () => {
    const grpo = yaml(filesOf(presetConfig(quick, 'trimpi-grpo', 1))['rl.yaml']);
    expect(Number(grpo.get('worker.actor.clip_ratio_low'))).toBe(OBJECTIVES.grpo.clipLow);
    expect(Number(grpo.get('worker.actor.clip_ratio_high'))).toBe(OBJECTIVES.grpo.clipHigh);
    expect(Number(grpo.get('worker.actor.clip_ratio_dual'))).toBe(OBJECTIVES.grpo.dualClip);
    expect(Number(grpo.get('algorithm.kl_coef'))).toBe(OBJECTIVES.grpo.klBeta);
    expect(grpo.get('algorithm.online_filtering')).toBe('false');
    const dapo = yaml(filesOf(presetConfig(quick, 'trimpi-dapo', 1))['rl.yaml']);
    expect(dapo.get('algorithm.online_filtering')).toBe('true');
    expect(dapo.get('algorithm.filter_key')).toBe('accuracy');
    expect(dapo.get('algorithm.disable_kl')).toBe('true');
    expect(dapo.get('worker.actor.clip_ratio_high')).toBe('0.28');
  });

  it('sample G + G with PolicyRollout, G without, and gate only where asked', () => {
    const rl = (method: 'trimpi-poro-dapo' | 'trimpi-dapo', gate: boolean) =>
      yaml(filesOf(presetConfig(quick, method, 1), { ...PAPER_OPTIONS, gate })['rl.yaml']);
    const { groupSize } = quick.config.rl;
    const poro = rl('trimpi-poro-dapo', false);
    expect(poro.get('worker.rollout.n')).toBe(String(2 * groupSize));
    expect([poro.get('policy_rollout.own'), poro.get('policy_rollout.aware')]).toEqual(['8', '8']);
    expect(poro.get('policy_rollout.gate')).toBe('false');
    expect(rl('trimpi-poro-dapo', true).get('policy_rollout.gate')).toBe('true');
    const plain = rl('trimpi-dapo', true);
    expect(plain.get('worker.rollout.n')).toBe(String(groupSize));
    expect(plain.get('policy_rollout.enabled')).toBe('false');
    expect(plain.get('policy_rollout.gate')).toBe('false');
    // The gated row is the same recipe with the switch on.
    const gated = yaml(filesOf(presetConfig(quick, 'trimpi-gated-poro-dapo', 1))['rl.yaml']);
    const switched = rl('trimpi-poro-dapo', true);
    expect(gated.get('policy_rollout.gate')).toBe('true');
    expect([...gated].filter(([key, value]) => switched.get(key) !== value).map(([key]) => key)).toEqual([
      'trainer.experiment_name',
    ]);
  });

  it('have lengths that follow the policy’s', () => {
    const lengths = ['micro', 'quick', 'deep', 'full'].map((name) => {
      const files = filesOf(presetConfig(findPreset(name) as Preset, 'trimpi-poro-dapo', 1));
      const rl = yaml(files['rl.yaml']);
      const aware = Number(rl.get('policy_rollout.max_prompt_length'));
      const room = Number(rl.get('worker.rollout.max_model_len'));
      expect(room).toBe(aware + Number(rl.get('data.max_response_length')));
      expect(Number(yaml(files['vm_cpt.yaml']).get('cutoff_len'))).toBeGreaterThan(room);
      expect(yaml(files['eval_in_context.yaml']).get('data.max_prompt_length')).toBe(String(aware));
      return aware;
    });
    expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
    expect(lengths[3]).toBeGreaterThan(2900);
  });

  it('carry the paper’s numbers of GTAPolicy', () => {
    const files = filesOf(presetConfig(findPreset('gta-paper') as Preset, 'trimpi-poro-dapo', 1));
    const rl = yaml(files['rl.yaml']);
    expect(rl.get('data.rollout_batch_size')).toBe('256');
    expect(rl.get('worker.actor.global_batch_size')).toBe('128');
    expect(rl.get('trainer.max_steps')).toBe('50');
    expect(yaml(files['vm_cpt.yaml']).get('num_train_epochs')).toBe('5.0');
    expect(yaml(files['cot_sft.yaml']).get('num_train_epochs')).toBe('10.0');
    expect(files['README.md']).toContain('BERTScore');
    expect(files['README.md']).toContain('--task gta_policy');
  });

  it('have room for every question of GTAPolicy, and for policies under override', () => {
    const random = RandomStream.of(7, 'longest questions');
    const { question, policies } = gtaAtPaperScale({});
    const longest = Math.max(...policies.map(({ text }) => tokensAtMost(text)));
    const examples = sampleExamples(PAPER_POLICY, 300, random);
    for (const example of examples) {
      const { fields, pictures = [] } = gtaDatasetLine(example);
      expect(tokensAtMost(fields.question)).toBeLessThanOrEqual(question.tokens);
      expect(pictures.length).toBeLessThanOrEqual(question.pictures);
    }
    for (const { rules } of GTA_POLICY.override(examples.slice(0, 40), random)) {
      // Prompts are rounded up, and estimates have a tenth to spare.
      expect(tokensAtMost(gtaPolicyText(rules))).toBeLessThanOrEqual(longest + 64);
    }
  });

  it('make room in vLLM for every picture of a prompt', () => {
    const limit = (name: string) =>
      Number(
        yaml(filesOf(presetConfig(findPreset(name) as Preset, 'trimpi-poro-dapo', 1))['rl.yaml']).get(
          'worker.rollout.limit_images',
        ),
      );
    expect([limit('full'), limit('gta-quick')]).toEqual([1, 2]);
    const sparse = findPreset('m-sparse') as Preset;
    const crops = namedPolicies(sparse.config.dataset).map((policy) => policyCrops(policy).length);
    expect(limit('m-sparse')).toBe(1 + Math.max(...crops));
  });

  it('fit their batches to the data, and refuse a pool that cannot be shared out', () => {
    for (const name of ['micro', 'quick']) {
      const config = presetConfig(findPreset(name) as Preset, 'trimpi-dapo', 1);
      const values = yaml(filesOf(config)['rl.yaml']);
      const rollout = Number(values.get('data.rollout_batch_size'));
      expect(rollout % Number(values.get('worker.actor.global_batch_size'))).toBe(0);
      expect(rollout).toBeLessThanOrEqual(config.dataset.policies * config.dataset.poolPerPolicy);
    }
    const micro = presetConfig(findPreset('micro') as Preset, 'trimpi-dapo', 1);
    const odd = { ...micro, dataset: { ...micro.dataset, poolPerPolicy: 15 } };
    expect(paperRecipe(odd)).toEqual({
      ok: false,
      message:
        'The pool of 30 questions is smaller than one rollout batch of 384 and cannot be shared among 8 devices: choose a multiple of 8, like 24 or 32.',
    });
    expect(paperRecipe({ ...odd, method: 'cot-sft' }).ok).toBe(true);
  });

  it('can be for one program only', () => {
    const config = presetConfig(quick, 'trimpi-dapo', 1);
    for (const program of PROGRAMS) {
      const recipe = paperRecipe(config, PAPER_OPTIONS, [program]);
      const names = recipe.ok ? Object.keys(recipe.files) : [];
      expect(names.includes('rl.yaml')).toBe(program === 'easyr1');
      expect(names.includes('cot_sft.yaml')).toBe(program === 'llama-factory');
    }
  });

  it('say what differs from the paper and from the playground', () => {
    const poro = presetConfig(quick, 'trimpi-poro-dapo', 1);
    const text = (config: ExperimentConfig) => filesOf(config)['README.md'];
    expect(text(poro)).toContain('Reasoning is written by a template');
    expect(text(poro)).toContain('Labels are balanced');
    expect(text(poro)).toContain('our own renderer');
    expect(text(poro)).toContain('Replay of base skills');
    expect(text(presetConfig(findPreset('quick-faithful') as Preset, 'cot-sft+dapo', 1))).not.toContain(
      'Replay of base',
    );
    const aggregated = (aggregation: 'dr-grpo' | 'seq-mean-token-mean') =>
      filesOf({ ...poro, rl: { ...poro.rl, aggregation } });
    expect(aggregated('dr-grpo')['README.md']).toContain('"Dr. GRPO"');
    expect(aggregated('seq-mean-token-mean')['README.md']).toContain('within a micro-batch');
    expect(aggregated('seq-mean-token-mean')['rl.yaml']).toContain('loss_avg_mode: seq');
    expect(paperRecipe(presetConfig(quick, 'trimpi-dapo-cot-set', 1))).toMatchObject({ ok: false });
  });
});
