import * as v from 'valibot';
import { layersInText, OWN_TEXT_LIMIT, TASK_KINDS, type TaskKind } from '../../tasks/dataset';
import { AGGREGATIONS, type Aggregation, USUAL_AGGREGATION } from '../../train/aggregation';
import {
  LORA_RANK,
  RL_PART,
  SUPERVISED_PART,
  TRAINED_PARTS,
  type TrainedPart,
} from '../../train/trained-part';
import type { ExperimentConfig, ObjectiveChanges, RlConfig, StopRules, SupervisedConfig } from './config';
import { isImportedBase } from './imported-base';
import { ALL_METHODS } from './methods';
import { finite } from './untrusted';

/** What the screens allow for one number, and how they name it. */
export interface Limit {
  readonly label: string;
  /** What the number counts, for a field's suffix; empty for a plain number. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** From one value to the next in a field; a step of 1 or more binds the value too. */
  readonly step: number;
}

const whole = (label: string, unit: string, min: number, max: number, step = 1): Limit => ({
  label,
  unit,
  min,
  max,
  step,
});

const LEARNING_RATE: Limit = { label: 'Learning rate', unit: '', min: 1e-6, max: 0.01, step: 1e-6 };

const SUPERVISED: { readonly [K in keyof Omit<SupervisedConfig, 'trains'>]: Limit } = {
  steps: whole('Steps', 'steps', 1, 5000),
  batch: whole('Sequences per step', 'sequences', 1, 64),
  learningRate: LEARNING_RATE,
  replay: whole('Replay sequences per update', 'sequences', 0, 32),
};

const RL: { readonly [K in keyof Omit<RlConfig, 'trains' | 'aggregation' | 'objective'>]: Limit } = {
  steps: whole('Steps', 'steps', 1, 2000),
  prompts: whole('Prompts per step', 'prompts', 1, 128),
  groupSize: whole('Responses per prompt', 'responses', 2, 32, 2),
  updatesPerStep: whole('Updates per step', 'updates', 1, 8),
  learningRate: LEARNING_RATE,
  replay: whole('Replay sequences per update', 'sequences', 0, 32),
};

/** Every number of an experiment at its place in the config, where its task sets no others: see {@link limitsOf}. */
export const LIMITS = {
  seed: whole('Seed', '', 0, 1_000_000),
  dataset: {
    layers: whole('Layers N', 'layers', 1, 6),
    policies: whole('Policies', 'policies', 1, 10),
    cotPerPolicy: whole('Images with reasoning, per policy', 'images', 1, 500),
    poolPerPolicy: whole('Images with answer, per policy', 'images', 1, 2000),
  },
  directSft: SUPERVISED,
  vmCpt: SUPERVISED,
  cotSft: SUPERVISED,
  rl: RL,
  evaluation: { perPolicy: whole('Evaluated images per policy', 'images', 4, 500) },
  objective: {
    clipLow: { label: 'Clip range, lower', unit: '', min: 0.01, max: 0.9, step: 0.01 },
    clipHigh: { label: 'Clip range, upper', unit: '', min: 0.01, max: 2, step: 0.01 },
    klBeta: { label: 'KL weight', unit: '', min: 0, max: 1, step: 0.001 },
  },
  stop: {
    minutes: whole('Minutes per stage, at most', 'minutes', 1, 600),
    accuracy: { label: 'RL ends at accuracy', unit: '', min: 0.05, max: 1, step: 0.05 },
  },
} as const satisfies Record<string, Limit | Record<string, Limit>>;

/** Those of GTAPolicy: it is one policy, whose longest rule has four layers, and its examples are calls. */
const GTA_LIMITS: typeof LIMITS = {
  ...LIMITS,
  dataset: {
    layers: whole('Layers N', 'layers', 4, 4),
    policies: whole('Policies', 'policies', 1, 1),
    cotPerPolicy: whole('Calls with reasoning', 'calls', 1, 500),
    poolPerPolicy: whole('Calls with answer', 'calls', 1, 2000),
  },
  evaluation: { perPolicy: whole('Evaluated calls', 'calls', 4, 500) },
};

/** What the screens allow in an experiment on this task. */
export function limitsOf(kind: TaskKind): typeof LIMITS {
  return kind === 'gta-policy' ? GTA_LIMITS : LIMITS;
}

export type Section = Exclude<keyof typeof LIMITS, 'seed' | 'stop' | 'objective'>;

/** Bases that a config may name; records may also name one that was imported (imported-base.ts). */
const BASES = ['tiny', 'small', 'medium', 'small-gta'] as const;

const CLEVR_BASES = ['tiny', 'small'] as const;
/** Those of them that come with the page, by the task that they learned for. */
export const PUBLISHED_BASES: { readonly [K in TaskKind]: readonly string[] } = {
  'clevr-policy-t': CLEVR_BASES,
  'clevr-policy-m': CLEVR_BASES,
  'gta-policy': ['small-gta'],
};

/** Names of the parts of a config before the labels of their numbers: "RL steps". */
export const SECTION_TITLES: { readonly [S in Section]: string } = {
  dataset: '',
  directSft: 'Direct SFT',
  vmCpt: 'VM-CPT',
  cotSft: 'CoT SFT',
  rl: 'RL',
  evaluation: '',
};

/** One number of a config by its place. */
export interface Setting {
  readonly section: Section;
  readonly key: string;
  /** The number's name standing alone, like "RL steps". */
  readonly name: string;
  readonly limit: Limit;
}

function settingsIn(limits: typeof LIMITS): Setting[] {
  return (Object.keys(SECTION_TITLES) as Section[]).flatMap((section) =>
    Object.entries(limits[section]).map(([key, limit]: [string, Limit]) => {
      const title = SECTION_TITLES[section];
      const label = title ? `${title} ${limit.label[0].toLowerCase()}${limit.label.slice(1)}` : limit.label;
      return { section, key, name: label, limit };
    }),
  );
}

const SETTINGS = settingsIn(LIMITS);
const GTA_SETTINGS = settingsIn(GTA_LIMITS);

/** Every number of a task's configs except the seed and the stop rules, which may be absent; in the order of the screens. */
export function settingsOf(kind: TaskKind): readonly Setting[] {
  return kind === 'gta-policy' ? GTA_SETTINGS : SETTINGS;
}

export type { TrainedPart };
export type StageSection = 'directSft' | 'vmCpt' | 'cotSft' | 'rl';

/** What a stage's `trains` is called: "Trains LoRA of rank 8". */
export const TRAINED_PART_NAMES: { readonly [P in TrainedPart]: string } = {
  'upper-half': 'the upper half',
  all: 'all parameters',
  lora: `LoRA of rank ${LORA_RANK}`,
};

/** What a stage trains where its config does not say. */
export function usualPart(section: StageSection): TrainedPart {
  return section === 'rl' ? RL_PART : SUPERVISED_PART;
}

/** What RL's `aggregation` is called. */
export const AGGREGATION_NAMES: { readonly [A in Aggregation]: string } = {
  'token-mean': 'mean over tokens',
  'seq-mean-token-mean': 'mean of responses’ means',
  'seq-mean-token-sum': 'mean of responses’ sums',
  'dr-grpo': 'Dr. GRPO',
};

/** How token losses are put together where RL's config does not say otherwise. */
export function aggregationOf({ aggregation = USUAL_AGGREGATION }: RlConfig): Aggregation {
  return aggregation;
}

/** The value of a setting in a config. */
export function settingOf(config: Pick<ExperimentConfig, Section>, { section, key }: Setting): number {
  return (config[section] as unknown as Record<string, number>)[key];
}

const trains = v.optional(v.picklist(TRAINED_PARTS));

const supervisedSchema = v.strictObject({
  steps: finite,
  batch: finite,
  learningRate: finite,
  replay: finite,
  trains,
});

/** The shape of a config, without bounds: what links and files are read with. */
export const configShape = v.strictObject({
  preset: v.pipe(v.string(), v.regex(/^[\w-]{1,40}$/)),
  seed: finite,
  method: v.picklist(ALL_METHODS),
  dataset: v.strictObject({
    kind: v.picklist(TASK_KINDS),
    layers: finite,
    policies: finite,
    cotPerPolicy: finite,
    poolPerPolicy: finite,
    own: v.exactOptional(v.pipe(v.string(), v.maxLength(OWN_TEXT_LIMIT))),
  }),
  base: v.pipe(
    v.string(),
    v.check((base) => isBase(base) || isImportedBase(base), 'there is no such base model.'),
  ),
  directSft: supervisedSchema,
  vmCpt: supervisedSchema,
  cotSft: supervisedSchema,
  rl: v.pipe(
    v.strictObject({
      steps: finite,
      prompts: finite,
      groupSize: finite,
      updatesPerStep: finite,
      learningRate: finite,
      replay: finite,
      trains,
      aggregation: v.optional(v.picklist(AGGREGATIONS)),
      objective: v.optional(
        v.strictObject({
          clipLow: v.optional(finite),
          clipHigh: v.optional(finite),
          klBeta: v.optional(finite),
        }),
      ),
      // A setting of former versions that could be 1 only.
      temperature: v.optional(finite),
    }),
    v.transform(({ temperature: _, ...rl }): RlConfig => rl),
  ),
  evaluation: v.strictObject({ perPolicy: finite, split: v.picklist(['validation', 'test']) }),
  stop: v.optional(v.strictObject({ minutes: v.optional(finite), accuracy: v.optional(finite) })),
}) satisfies v.GenericSchema<unknown, ExperimentConfig>;

/** Whether a config that comes from outside may start from this base. */
export function isBase(base: string): boolean {
  return (BASES as readonly string[]).includes(base);
}

/** Moves every number of a config into {@link LIMITS}, with a sentence for each that moved. */
export function clampConfig(config: ExperimentConfig): { config: ExperimentConfig; notes: string[] } {
  const notes: string[] = [];
  const clamp = (name: string, value: number, limit: Limit) => {
    const used = within(value, limit);
    if (used !== value) {
      notes.push(`${name}: ${value} is not among the values this page allows; ${used} is used.`);
    }
    return used;
  };
  const clamped = structuredClone(config) as { -readonly [K in keyof ExperimentConfig]: ExperimentConfig[K] };
  clamped.seed = clamp('Seed', config.seed, LIMITS.seed);
  for (const setting of settingsOf(config.dataset.kind)) {
    const section = clamped[setting.section] as unknown as Record<string, number>;
    section[setting.key] = clamp(setting.name, section[setting.key], setting.limit);
  }
  for (const rule of Object.keys(clamped.stop ?? {}) as (keyof StopRules)[]) {
    const value = clamped.stop?.[rule];
    if (value !== undefined) {
      clamped.stop = { ...clamped.stop, [rule]: clamp(LIMITS.stop[rule].label, value, LIMITS.stop[rule]) };
    }
  }
  for (const constant of Object.keys(clamped.rl.objective ?? {}) as (keyof ObjectiveChanges)[]) {
    const value = clamped.rl.objective?.[constant];
    if (value === undefined) continue;
    const limit = LIMITS.objective[constant];
    const objective = { ...clamped.rl.objective, [constant]: clamp(limit.label, value, limit) };
    clamped.rl = { ...clamped.rl, objective };
  }
  const { kind, own, layers } = clamped.dataset;
  const ownLayers = own === undefined || kind === 'gta-policy' ? null : layersInText(own);
  if (ownLayers !== null && ownLayers !== layers) {
    notes.push(`Layers N: the policy of this experiment has ${ownLayers}, so ${ownLayers} is used.`);
    clamped.dataset = { ...clamped.dataset, layers: ownLayers };
  }
  const { prompts, updatesPerStep } = clamped.rl;
  if (updatesPerStep > prompts) {
    notes.push(`RL updates per step: ${updatesPerStep} cannot share ${prompts} prompts; ${prompts} is used.`);
    clamped.rl = { ...clamped.rl, updatesPerStep: prompts };
  }
  return { config: clamped, notes };
}

function within(value: number, { min, max, step }: Limit): number {
  const bounded = Math.min(max, Math.max(min, value));
  return step >= 1 ? Math.min(max, min + Math.round((bounded - min) / step) * step) : bounded;
}
