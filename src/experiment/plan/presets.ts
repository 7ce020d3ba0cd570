import { nameInText, TASK_KINDS, type TaskKind } from '../../tasks/dataset';
import type { ExperimentConfig } from './config';
import { METHOD_PLANS, type Method } from './methods';

/** A named experiment; method and seed are chosen beside it. */
export interface Preset {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly config: Omit<ExperimentConfig, 'preset' | 'seed' | 'method'>;
}

const QUICK: Preset['config'] = {
  base: 'small',
  dataset: { kind: 'clevr-policy-t', layers: 3, policies: 4, cotPerPolicy: 12, poolPerPolicy: 720 },
  directSft: { steps: 300, batch: 16, learningRate: 1.5e-3, replay: 5 },
  vmCpt: { steps: 200, batch: 16, learningRate: 1e-3, replay: 5 },
  cotSft: { steps: 300, batch: 16, learningRate: 1.5e-3, replay: 5 },
  rl: {
    steps: 120,
    prompts: 32,
    groupSize: 8,
    updatesPerStep: 2,
    learningRate: 3e-4,
    replay: 4,
  },
  evaluation: { perPolicy: 64, split: 'test' },
};

const MICRO: Preset['config'] = {
  base: 'small',
  dataset: { kind: 'clevr-policy-t', layers: 2, policies: 2, cotPerPolicy: 4, poolPerPolicy: 16 },
  directSft: { steps: 6, batch: 8, learningRate: 1.5e-3, replay: 1 },
  vmCpt: { steps: 6, batch: 8, learningRate: 1e-3, replay: 1 },
  cotSft: { steps: 6, batch: 8, learningRate: 1.5e-3, replay: 1 },
  rl: { steps: 4, prompts: 4, groupSize: 4, updatesPerStep: 2, learningRate: 3e-4, replay: 1 },
  evaluation: { perPolicy: 8, split: 'test' },
};

const SPARSE: Preset['config'] = {
  ...QUICK,
  dataset: { kind: 'clevr-policy-t', layers: 4, policies: 2, cotPerPolicy: 8, poolPerPolicy: 1440 },
};

/** The same experiment with pictures in the policies: same scenes, same trees, same answers. */
function withPictures(config: Preset['config']): Preset['config'] {
  return { ...config, dataset: { ...config.dataset, kind: 'clevr-policy-m' } };
}

/** GTAPolicy has one policy, whose longest rule has four layers; the CoT set is the beginning of the pool. */
function toolData(cotPerPolicy: number, poolPerPolicy: number): Preset['config']['dataset'] {
  return { kind: 'gta-policy', layers: 4, policies: 1, cotPerPolicy, poolPerPolicy };
}

const GTA_QUICK: Preset['config'] = {
  ...QUICK,
  base: 'small-gta',
  dataset: toolData(48, 1440),
  evaluation: { perPolicy: 256, split: 'test' },
};

export const PRESETS: readonly Preset[] = [
  {
    name: 'first',
    title: 'First run',
    description: 'Two policies of two layers: the least that shows a model learn by heart. Begin here.',
    config: {
      ...QUICK,
      dataset: { kind: 'clevr-policy-t', layers: 2, policies: 2, cotPerPolicy: 8, poolPerPolicy: 360 },
      directSft: { ...QUICK.directSft, steps: 120 },
      vmCpt: { ...QUICK.vmCpt, steps: 80 },
      cotSft: { ...QUICK.cotSft, steps: 120 },
      rl: { ...QUICK.rl, steps: 40, prompts: 16 },
    },
  },
  {
    name: 'micro',
    title: 'Micro',
    description: 'Every stage in seconds, to see the machinery turn. Far too short to learn much.',
    config: MICRO,
  },
  {
    name: 'quick',
    title: 'Quick',
    description: 'Four policies of three layers. The recommended recipe, with replay of base skills.',
    config: QUICK,
  },
  {
    name: 'quick-faithful',
    title: 'Quick, as in the paper',
    description: 'The same without replay: internalizing costs more of the base skills.',
    config: {
      ...QUICK,
      directSft: { ...QUICK.directSft, replay: 0 },
      vmCpt: { ...QUICK.vmCpt, replay: 0 },
      cotSft: { ...QUICK.cotSft, replay: 0 },
      rl: { ...QUICK.rl, replay: 0 },
    },
  },
  {
    name: 'quick-tiny',
    title: 'Quick, tiny model',
    description: 'The same with a base model of two fifths of the parameters: what size is worth.',
    config: { ...QUICK, base: 'tiny' },
  },
  {
    name: 'sparse',
    title: 'Sparse reasoning',
    description:
      'Two policies of four layers, with reasoning shown for half of their sixteen cases: reinforcement learning has to find the others.',
    config: SPARSE,
  },
  {
    name: 'deep',
    title: 'Deep',
    description:
      'Two policies of five layers, which the base follows in its prompt less than half of the time.',
    config: {
      ...QUICK,
      dataset: { kind: 'clevr-policy-t', layers: 5, policies: 2, cotPerPolicy: 24, poolPerPolicy: 1440 },
    },
  },
  {
    name: 'standard',
    title: 'Standard',
    description: 'Four policies of four layers, sixteen cases each, and twice the reinforcement learning.',
    config: {
      ...QUICK,
      dataset: { kind: 'clevr-policy-t', layers: 4, policies: 4, cotPerPolicy: 24, poolPerPolicy: 1440 },
      directSft: { ...QUICK.directSft, steps: 600 },
      vmCpt: { ...QUICK.vmCpt, steps: 400 },
      cotSft: { ...QUICK.cotSft, steps: 600 },
      rl: { ...QUICK.rl, steps: 240 },
    },
  },
  {
    name: 'full',
    title: 'Full',
    description: 'Ten policies of six layers, as in the paper. Hours of work, for a graphics card.',
    config: {
      base: 'small',
      dataset: { kind: 'clevr-policy-t', layers: 6, policies: 10, cotPerPolicy: 250, poolPerPolicy: 2000 },
      directSft: { ...QUICK.directSft, steps: 4000, batch: 32, replay: 10 },
      vmCpt: { ...QUICK.vmCpt, steps: 2000, batch: 32, replay: 10 },
      cotSft: { ...QUICK.cotSft, steps: 3000, batch: 32, replay: 10 },
      rl: { ...QUICK.rl, steps: 1000, prompts: 64, groupSize: 16 },
      evaluation: { perPolicy: 80, split: 'test' },
    },
  },
  {
    name: 'm-micro',
    title: 'Micro, with pictures',
    description: 'Every stage in seconds, with policies whose conditions are shown by pictures in part.',
    config: withPictures(MICRO),
  },
  {
    name: 'm-quick',
    title: 'Quick, with pictures',
    description:
      'Quick with pictures in the policies: the same scenes and answers, so that the difference is what pictures cost.',
    config: withPictures(QUICK),
  },
  {
    name: 'm-sparse',
    title: 'Sparse reasoning, with pictures',
    description:
      'Sparse with pictures in the policies: deeper trees, of which half of the cases are never explained.',
    config: withPictures(SPARSE),
  },
  {
    name: 'gta-micro',
    title: 'Micro, tools',
    description: 'Every stage in seconds, with a policy that says which version of a tool a user gets.',
    config: {
      ...MICRO,
      base: 'small-gta',
      dataset: toolData(8, 32),
      evaluation: { perPolicy: 16, split: 'test' },
    },
  },
  {
    name: 'gta-quick',
    title: 'Quick, tools',
    description: 'The paper’s tool policy: seven rules, forty-eight calls with reasoning, 1,440 without.',
    config: GTA_QUICK,
  },
  {
    name: 'gta-paper',
    title: 'Tools, as few data as in the paper',
    description:
      'All there is to train on are 451 calls: ten epochs of SFT and fifty of reinforcement learning, as in the paper.',
    config: {
      ...GTA_QUICK,
      dataset: toolData(451, 451),
      directSft: { ...QUICK.directSft, steps: 282 },
      vmCpt: { ...QUICK.vmCpt, steps: 282 },
      cotSft: { ...QUICK.cotSft, steps: 282 },
      rl: { ...QUICK.rl, steps: 705 },
      evaluation: { perPolicy: 424, split: 'test' },
    },
  },
];

/** What a visitor finds set up. */
export const DEFAULT_PRESET = 'first';

/** What stands for a task until a preset of it is chosen. */
const DEFAULT_PRESETS: { readonly [K in TaskKind]?: string } = {
  'clevr-policy-t': 'quick',
  'clevr-policy-m': 'm-quick',
  'gta-policy': 'gta-quick',
};

export function findPreset(name: string): Preset | undefined {
  return PRESETS.find((preset) => preset.name === name);
}

/** The experiment of a preset with a method and a seed. */
export function presetConfig(preset: Preset, method: Method, seed: number): ExperimentConfig {
  return { ...preset.config, preset: preset.name, method, seed };
}

/** An experiment in a few words, without method and seed: "Quick", or "Quick, own policy L3-Suri". */
export function experimentTitle({
  preset,
  dataset: { own },
}: Pick<ExperimentConfig, 'preset' | 'dataset'>): string {
  const title = findPreset(preset)?.title ?? preset;
  return own === undefined ? title : `${title}, own policy ${nameInText(own) ?? 'without a name'}`;
}

/** A run in a few words: "CoT SFT + DAPO, Quick, seed 1"; `changes` of the preset stand before the seed (results/run-title.ts has them). */
export function plainTitle(config: ExperimentConfig, changes: readonly string[] = []): string {
  const { label } = METHOD_PLANS[config.method];
  return [label, experimentTitle(config), ...changes, `seed ${config.seed}`].join(', ');
}

/** The tasks that there are experiments of. */
export const OFFERED_TASKS: readonly TaskKind[] = TASK_KINDS.filter((kind) => presetsOf(kind).length > 0);

export function presetsOf(kind: TaskKind): readonly Preset[] {
  return PRESETS.filter(({ config }) => config.dataset.kind === kind);
}

/** The experiment of a task that is like a preset of another in everything else; where there is none, the usual one. */
export function counterpart(preset: Preset | undefined, kind: TaskKind): Preset {
  const apartFromTask = ({ config }: Preset) =>
    JSON.stringify({ ...config, dataset: { ...config.dataset, kind: null } });
  const known = presetsOf(kind);
  return (
    known.find((one) => preset && apartFromTask(one) === apartFromTask(preset)) ??
    known.find(({ name }) => name === DEFAULT_PRESETS[kind]) ??
    known[0]
  );
}
