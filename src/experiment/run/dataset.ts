import { RandomStream } from '../../random/stream';
import type { Split } from '../../tasks/dataset';
import { taskOf } from '../../tasks/registry';
import type { Example } from '../../tasks/task';
import type { ExperimentConfig } from '../plan/config';
import type { StageName, SupervisedStage } from '../plan/methods';

/** The examples of an experiment. */
export interface ExperimentData {
  /** With gold reasoning: VM-CPT and CoT SFT. */
  readonly cot: readonly Example[];
  /** Answers only: Direct SFT and RL. */
  readonly pool: readonly Example[];
  /** Unseen images of the split that the experiment reports on. */
  readonly evaluation: readonly Example[];
}

/** Draws an experiment's examples. The seed decides all of them; the method decides none. */
export function experimentData(config: ExperimentConfig): ExperimentData {
  const { dataset, evaluation } = config;
  return {
    cot: split(config, 'cot', dataset.cotPerPolicy),
    pool: split(config, 'pool', dataset.poolPerPolicy),
    evaluation: split(config, evaluation.split, evaluation.perPolicy),
  };
}

/** What a supervised stage trains on, without the rest of the experiment's data. */
export function stageExamples(config: ExperimentConfig, stage: SupervisedStage): readonly Example[] {
  const { cotPerPolicy, poolPerPolicy } = config.dataset;
  return stage === 'direct-sft' ? split(config, 'pool', poolPerPolicy) : split(config, 'cot', cotPerPolicy);
}

/** What was drawn last for each split: thousands of images take seconds, and who looks into a run comes back for them. */
const drawn = new Map<Split, { readonly key: string; readonly examples: readonly Example[] }>();

function split(config: ExperimentConfig, name: Split, perPolicy: number): readonly Example[] {
  const { dataset, seed } = config;
  const { kind, layers, policies } = dataset;
  const key = JSON.stringify([seed, kind, layers, policies, perPolicy]);
  const known = drawn.get(name);
  if (known?.key === key) return known.examples;
  const examples = taskOf(kind).examples(dataset, name, perPolicy, seed);
  drawn.set(name, { key, examples });
  return examples;
}

/** The stream that a stage's shuffling, augmentation and sampling come from. */
export function stageStream({ seed }: ExperimentConfig, stage: Exclude<StageName, 'base'>): RandomStream {
  return RandomStream.of(seed, `train/${stage}`);
}
