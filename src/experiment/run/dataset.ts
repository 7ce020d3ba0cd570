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
  const { cot, pool, evaluation } = splitsOf(config);
  return {
    cot: split(config, ...cot),
    pool: split(config, ...pool),
    evaluation: split(config, ...evaluation),
  };
}

/**
 * The same, with pauses: a large pool takes a minute, in which somebody may stop the run.
 *
 * @param breathe is waited for now and then, and may throw to stop
 */
export async function drawExperimentData(
  config: ExperimentConfig,
  breathe: () => Promise<void>,
): Promise<ExperimentData> {
  const { cot, pool, evaluation } = splitsOf(config);
  return {
    cot: await splitWithPauses(config, ...cot, breathe),
    pool: await splitWithPauses(config, ...pool, breathe),
    evaluation: await splitWithPauses(config, ...evaluation, breathe),
  };
}

function splitsOf({ dataset, evaluation }: ExperimentConfig) {
  return {
    cot: ['cot', dataset.cotPerPolicy],
    pool: ['pool', dataset.poolPerPolicy],
    evaluation: [evaluation.split, evaluation.perPolicy],
  } as const;
}

/** What a supervised stage trains on, without the rest of the experiment's data. */
export function stageExamples(config: ExperimentConfig, stage: SupervisedStage): readonly Example[] {
  const { cotPerPolicy, poolPerPolicy } = config.dataset;
  return stage === 'direct-sft' ? split(config, 'pool', poolPerPolicy) : split(config, 'cot', cotPerPolicy);
}

/** What was drawn last for each split: thousands of images take seconds, and who looks into a run comes back for them. */
const drawn = new Map<Split, { readonly key: string; readonly examples: readonly Example[] }>();
/** Examples between two pauses, about a tenth of a second. */
const BREATH = 16;

/**
 * Frees what was drawn for a run that is over.
 *
 * @param kept examples that a split may keep in memory; one takes 12 kB
 */
export function forgetLargeData(kept: number): void {
  for (const [name, { examples }] of drawn) {
    if (examples.length > kept) {
      drawn.delete(name);
    }
  }
}

function split(config: ExperimentConfig, name: Split, perPolicy: number): readonly Example[] {
  const known = knownSplit(config, name, perPolicy);
  return known ?? remember(config, name, perPolicy, [...inTurn(config, name, perPolicy)]);
}

async function splitWithPauses(
  config: ExperimentConfig,
  name: Split,
  perPolicy: number,
  breathe: () => Promise<void>,
): Promise<readonly Example[]> {
  const known = knownSplit(config, name, perPolicy);
  if (known) return known;
  const examples: Example[] = [];
  for (const example of inTurn(config, name, perPolicy)) {
    examples.push(example);
    if (examples.length % BREATH === 0) await breathe();
  }
  return remember(config, name, perPolicy, examples);
}

function inTurn({ dataset, seed }: ExperimentConfig, name: Split, perPolicy: number): Iterable<Example> {
  return taskOf(dataset.kind).examples(dataset, name, perPolicy, seed);
}

function keyOf({ seed, dataset }: ExperimentConfig, perPolicy: number): string {
  const { kind, layers, policies, own } = dataset;
  return JSON.stringify([seed, kind, layers, policies, own, perPolicy]);
}

function knownSplit(config: ExperimentConfig, name: Split, perPolicy: number): readonly Example[] | null {
  const known = drawn.get(name);
  return known?.key === keyOf(config, perPolicy) ? known.examples : null;
}

function remember(
  config: ExperimentConfig,
  name: Split,
  perPolicy: number,
  examples: readonly Example[],
): readonly Example[] {
  drawn.set(name, { key: keyOf(config, perPolicy), examples });
  return examples;
}

/** The stream that a stage's shuffling, augmentation and sampling come from. */
export function stageStream({ seed }: ExperimentConfig, stage: Exclude<StageName, 'base'>): RandomStream {
  return RandomStream.of(seed, `train/${stage}`);
}
