import { expect, it } from 'vitest';
import { loadNamedPolicies } from '../../tasks/clevr/policy/policy-dataset';
import { policyText } from '../../tasks/clevr/policy/policy-text';
import type { ExperimentConfig } from '../plan/config';
import { findPreset, type Preset, presetConfig } from '../plan/presets';
import { teach } from '../plan/teach';
import { runTitle } from './run-title';

const quick = presetConfig(findPreset('quick') as Preset, 'trimpi-poro-dapo', 2);
const withRl = (change: Partial<ExperimentConfig['rl']>) => ({ ...quick, rl: { ...quick.rl, ...change } });

it('names what is changed of the preset, and counts it where it is much', () => {
  expect(runTitle(quick)).toBe('TriMPI w/ PoRo-DAPO, Quick, seed 2');
  expect(runTitle(withRl({ steps: 7 }))).toBe('TriMPI w/ PoRo-DAPO, Quick, RL steps 7, seed 2');
  const much = withRl({ steps: 7, learningRate: 2e-4, groupSize: 4 });
  expect(runTitle(much)).toBe('TriMPI w/ PoRo-DAPO, Quick, 3 settings changed, seed 2');
  // What the method does not use changes nothing.
  expect(runTitle({ ...much, method: 'cot-sft' })).toBe('CoT SFT, Quick, seed 2');
});

it('says of a policy of one’s own its name and what else is changed, not what the policy asks of the data', () => {
  const policy = loadNamedPolicies(3)[2];
  const taught = teach(quick, { kind: 'clevr-policy-t', text: policyText(policy), answers: 8 });
  expect(runTitle(taught)).toBe(`TriMPI w/ PoRo-DAPO, Quick, own policy ${policy.name}, seed 2`);
  expect(runTitle({ ...taught, rl: { ...taught.rl, steps: 7 } })).toContain(
    `${policy.name}, RL steps 7, seed 2`,
  );
});
