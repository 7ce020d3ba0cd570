import { RandomStream } from '../../random/stream';
import { clevrPolicySplit, type Example, type Split } from '../../tasks/clevr/clevr-policy';
import { loadNamedPolicies } from '../../tasks/clevr/policy/policy-dataset';
import type { Policy } from '../../tasks/clevr/policy/policy-tree';
import type { ExperimentConfig } from '../plan/config';
import type { StageName, SupervisedStage } from '../plan/methods';

/** The examples of an experiment. */
export interface ExperimentData {
  readonly policies: readonly Policy[];
  /** With gold reasoning: VM-CPT and CoT SFT. */
  readonly cot: readonly Example[];
  /** Answers only: Direct SFT and RL. */
  readonly pool: readonly Example[];
  /** Unseen images of the split that the experiment reports on. */
  readonly evaluation: readonly Example[];
}

/** The policies that an experiment internalizes; the seed decides which. */
export function experimentPolicies({ seed, dataset }: ExperimentConfig): readonly Policy[] {
  const random = RandomStream.of(seed, 'data').fork('policies');
  return random.shuffled(loadNamedPolicies(dataset.layers)).slice(0, dataset.policies);
}

/** Draws an experiment's policies and examples. The seed decides all of them; the method decides none. */
export function experimentData(config: ExperimentConfig): ExperimentData {
  const { dataset, evaluation } = config;
  return {
    policies: experimentPolicies(config),
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
  const { layers, policies } = config.dataset;
  const key = JSON.stringify([config.seed, layers, policies, perPolicy]);
  const known = drawn.get(name);
  if (known?.key === key) return known.examples;
  const random = RandomStream.of(config.seed, 'data');
  const examples = clevrPolicySplit(experimentPolicies(config), perPolicy, name, random);
  drawn.set(name, { key, examples });
  return examples;
}

/** The stream that a stage's shuffling, augmentation and sampling come from. */
export function stageStream({ seed }: ExperimentConfig, stage: Exclude<StageName, 'base'>): RandomStream {
  return RandomStream.of(seed, `train/${stage}`);
}
