import { clevrPolicySplit, type Example } from '../data/clevr-policy';
import { loadNamedPolicies } from '../policy/policy-dataset';
import type { Policy } from '../policy/policy-tree';
import { RandomStream } from '../random/stream';
import type { ExperimentConfig } from './config';

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
  const { seed, dataset, evaluation } = config;
  const random = RandomStream.of(seed, 'data');
  const policies = experimentPolicies(config);
  const split = (name: 'cot' | 'pool' | 'validation' | 'test', perPolicy: number) =>
    clevrPolicySplit(policies, perPolicy, name, random);
  return {
    policies,
    cot: split('cot', dataset.cotPerPolicy),
    pool: split('pool', dataset.poolPerPolicy),
    evaluation: split(evaluation.split, evaluation.perPolicy),
  };
}
