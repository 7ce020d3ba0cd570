import type { DatasetConfig } from '../../tasks/dataset';
import type { Aggregation } from '../../train/aggregation';
import type { TrainedPart } from '../../train/trained-part';
import type { Method } from './methods';

/** An experiment as data: on the same build, backend and device the same config gives the same run, to the bit. */
export interface ExperimentConfig {
  readonly preset: string;
  readonly seed: number;
  readonly method: Method;
  readonly dataset: DatasetConfig;
  /** Name of the base checkpoint in public/models, e.g. "small". */
  readonly base: string;
  readonly directSft: SupervisedConfig;
  readonly vmCpt: SupervisedConfig;
  readonly cotSft: SupervisedConfig;
  readonly rl: RlConfig;
  readonly evaluation: EvaluationConfig;
  /** When a stage ends before its last step; absent where nothing does. */
  readonly stop?: StopRules;
}

export interface SupervisedConfig {
  readonly steps: number;
  /** Policy sequences per step. */
  readonly batch: number;
  readonly learningRate: number;
  /** Base-skill sequences replayed beside each update; 0 = the paper's recipe. */
  readonly replay: number;
  /** Absent: the upper half of the network. */
  readonly trains?: TrainedPart;
}

export interface RlConfig {
  readonly steps: number;
  /** Prompts per rollout batch. */
  readonly prompts: number;
  /** Responses per prompt; with PolicyRollout half of them are policy-aware. */
  readonly groupSize: number;
  /** Optimizer updates per rollout batch. */
  readonly updatesPerStep: number;
  readonly learningRate: number;
  /** Base-skill sequences replayed beside each update; 0 = the paper's recipe. */
  readonly replay: number;
  /** Absent: all parameters. */
  readonly trains?: TrainedPart;
  /** How token losses are put together; absent: their mean. */
  readonly aggregation?: Aggregation;
  /** Constants of the objective; absent: those of the method's algorithm. */
  readonly objective?: ObjectiveChanges;
}

/** What an experiment changes of GRPO's or DAPO's constants. */
export interface ObjectiveChanges {
  /** The ratio is clipped to 1 - clipLow ... 1 + clipHigh. */
  readonly clipLow?: number;
  readonly clipHigh?: number;
  /** Weight of the KL divergence to the model at the start of RL. */
  readonly klBeta?: number;
}

export interface EvaluationConfig {
  /** Unseen images per policy. */
  readonly perPolicy: number;
  readonly split: 'validation' | 'test';
}

export interface StopRules {
  /** Minutes of training that one stage may take. */
  readonly minutes?: number;
  /** RL is over when the accuracy of its responses, mean of the last 5 steps, reaches this; 0..1. */
  readonly accuracy?: number;
}
