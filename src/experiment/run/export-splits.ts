import { overrideExamples } from '../../evaluate/override';
import { RandomStream } from '../../random/stream';
import { clevrPolicyInTurn, type Example } from '../../tasks/clevr/clevr-policy';
import type { ExperimentConfig } from '../plan/config';
import { experimentPolicies } from './dataset';

/**
 * What an exported experiment consists of: the CoT set, the pool, images to choose by and to report on, the test images under
 * new content of their policies, and the test images with questions that no policy is about.
 */
export const EXPORT_SPLITS = ['cot', 'pool', 'validation', 'test', 'override', 'forgetting'] as const;
export type ExportSplit = (typeof EXPORT_SPLITS)[number];

/** Number of examples of a split; of override at most so many, since scenes that cannot tell old from new are left out. */
export function exportSize(config: ExperimentConfig, split: ExportSplit): number {
  return config.dataset.policies * perPolicy(config, split);
}

/** The examples of a split one after the other, the same as the experiment's own. */
export function* exportExamples(config: ExperimentConfig, split: ExportSplit): Generator<Example> {
  const source = split === 'override' || split === 'forgetting' ? 'test' : split;
  const random = RandomStream.of(config.seed, 'data');
  const examples = clevrPolicyInTurn(experimentPolicies(config), perPolicy(config, split), source, random);
  if (split === 'override') yield* overrideExamples([...examples], RandomStream.of(config.seed, 'override'));
  else yield* examples;
}

function perPolicy({ dataset, evaluation }: ExperimentConfig, split: ExportSplit): number {
  if (split === 'cot') return dataset.cotPerPolicy;
  return split === 'pool' ? dataset.poolPerPolicy : evaluation.perPolicy;
}
