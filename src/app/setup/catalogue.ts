import type { ExperimentConfig } from '../../experiment/config';

export interface PresetCard {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly config: ExperimentConfig;
}
const quick: ExperimentConfig = {
  preset: 'quick',
  seed: 1,
  method: 'trimpi-poro-dapo',
  dataset: { kind: 'clevr-policy-t', layers: 3, policies: 4, cotPerPolicy: 12, poolPerPolicy: 720 },
  base: 'small',
  directSft: { steps: 250, batch: 16, learningRate: 1.5e-3, replay: 0 },
  vmCpt: { steps: 200, batch: 16, learningRate: 1e-3, replay: 5 },
  cotSft: { steps: 300, batch: 16, learningRate: 1.5e-3, replay: 5 },
  rl: {
    steps: 120,
    prompts: 32,
    groupSize: 8,
    updatesPerStep: 2,
    learningRate: 3e-4,
    temperature: 1,
    replay: 4,
  },
  evaluation: { images: 256, split: 'test' },
};
export const PRESETS: readonly PresetCard[] = [
  {
    name: 'micro',
    title: 'Micro',
    summary: 'Every stage in a few steps: shows the machinery, learns little.',
    config: {
      ...quick,
      preset: 'micro',
      vmCpt: { ...quick.vmCpt, steps: 6 },
      cotSft: { ...quick.cotSft, steps: 6 },
      rl: { ...quick.rl, steps: 3, prompts: 4 },
    },
  },
  {
    name: 'quick',
    title: 'Quick',
    summary: 'Four policies of three layers; the effect is visible.',
    config: quick,
  },
  {
    name: 'standard',
    title: 'Standard',
    summary: 'More data and steps, smaller intervals.',
    config: { ...quick, preset: 'standard' },
  },
];
export const DEFAULT_PRESET = 'quick';
export interface Cost {
  readonly parameters: number;
  readonly flops: number;
  readonly seconds: number | null;
}
export function costOf(config: ExperimentConfig): Cost {
  return { parameters: 318e3, flops: 1e9 * config.rl.steps * config.rl.prompts, seconds: null };
}
