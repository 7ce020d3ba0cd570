import { layersInText, type TaskKind } from '../../tasks/dataset';
import type { ExperimentConfig } from './config';
import { limitsOf } from './config-schema';
import { counterpart, findPreset, presetConfig } from './presets';

/** A policy of somebody's own, as an experiment takes it up. */
export interface TaughtPolicy {
  readonly kind: TaskKind;
  readonly text: string;
  /** Answers that can be right. */
  readonly answers: number;
}

/** Examples with reasoning for each answer, at least: those of the quick experiment. */
const COT_PER_ANSWER = 1.5;

/**
 * An experiment that internalizes a policy of somebody's own, alone: the one that is set up, or the most like it of the policy's task.
 * Reasoning is shown for every answer: where that takes more examples, it gets them.
 */
export function teach(setup: ExperimentConfig, { kind, text, answers }: TaughtPolicy): ExperimentConfig {
  const { preset, method, seed } = setup;
  const config =
    setup.dataset.kind === kind ? setup : presetConfig(counterpart(findPreset(preset), kind), method, seed);
  const { dataset } = config;
  const most = limitsOf(kind).dataset.cotPerPolicy.max;
  const wanted = Math.min(most, Math.ceil(COT_PER_ANSWER * answers));
  return {
    ...config,
    dataset: {
      ...dataset,
      layers: (kind === 'gta-policy' ? null : layersInText(text)) ?? dataset.layers,
      policies: 1,
      cotPerPolicy: Math.max(dataset.cotPerPolicy, wanted),
      own: text,
    },
  };
}

/** The same policy of somebody's own in another experiment of its task, alone or beside named ones as it was. */
export function taughtIn(config: ExperimentConfig, setup: ExperimentConfig): ExperimentConfig {
  const { own, policies, layers, cotPerPolicy } = setup.dataset;
  if (own === undefined || config.dataset.kind !== setup.dataset.kind) return config;
  const { dataset } = config;
  return {
    ...config,
    dataset: {
      ...dataset,
      layers,
      policies: policies > 1 ? beside(config) : 1,
      cotPerPolicy: Math.max(dataset.cotPerPolicy, cotPerPolicy),
      own,
    },
  };
}

/** How many policies there are in all where an own one stands beside named ones: as many as the preset has, two at least. */
export function beside({ preset }: Pick<ExperimentConfig, 'preset'>): number {
  return Math.max(2, findPreset(preset)?.config.dataset.policies ?? 2);
}

/** The same experiment without the policy of somebody's own: with the data of its preset. */
export function untaught(config: ExperimentConfig): ExperimentConfig {
  const dataset = findPreset(config.preset)?.config.dataset;
  const { own: _, ...rest } = config.dataset;
  return { ...config, dataset: dataset ?? rest };
}
