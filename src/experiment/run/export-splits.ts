import { RandomStream } from '../../random/stream';
import { taskOf } from '../../tasks/registry';
import type { Example } from '../../tasks/task';
import type { ExperimentConfig } from '../plan/config';
import type { ExampleView } from '../record/run-record';

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
  const { dataset, seed } = config;
  const task = taskOf(dataset.kind);
  const source = split === 'override' || split === 'forgetting' ? 'test' : split;
  const examples = task.examples(dataset, source, perPolicy(config, split), seed);
  if (split === 'override') yield* task.override([...examples], RandomStream.of(seed, 'override'));
  else yield* examples;
}

/** {@link exportExamples} as plain JSON. */
export function* exportViews(config: ExperimentConfig, split: ExportSplit): Generator<ExampleView> {
  const task = taskOf(config.dataset.kind);
  for (const example of exportExamples(config, split)) yield task.view(example);
}

function perPolicy({ dataset, evaluation }: ExperimentConfig, split: ExportSplit): number {
  if (split === 'cot') return dataset.cotPerPolicy;
  return split === 'pool' ? dataset.poolPerPolicy : evaluation.perPolicy;
}
