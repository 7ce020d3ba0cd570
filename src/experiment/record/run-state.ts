import type { OptimizerState } from '../../train/gradients';
import { type Method, type StageName, stagesOf } from '../plan/methods';
import type { MetricPoint, RolloutStepRecord, StageRecord } from './run-record';

/**
 * What a run needs to go on as if it had never been interrupted. It is taken between two steps. The random streams are
 * not in it: each step forks its own by number (random/stream.ts), and shuffled epochs, replay names and dynamic
 * sampling draw from such forks, so the length of the curve says where they stand. RL's reference model is the model of
 * the stage before.
 */
export interface RunState {
  /** Finished stages. */
  readonly stages: readonly StageRecord[];
  readonly rollouts: readonly RolloutStepRecord[];
  /** Parameters after each finished stage but the base, which is a file of the page. */
  readonly values: ReadonlyMap<StageName, Float32Array>;
  /** The stage in training; null between stages. */
  readonly current: TrainingState | null;
}

/** A stage in the middle. */
export interface TrainingState {
  readonly stage: StageName;
  /** A point per step done. */
  readonly curve: readonly MetricPoint[];
  /** Seconds of work so far. */
  readonly seconds: number;
  readonly parameters: Float32Array;
  readonly optimizer: OptimizerState;
}

export const NOTHING_DONE: RunState = { stages: [], rollouts: [], values: new Map(), current: null };

/** The state at the start of a stage that had begun. The same seed trains the same from there. */
export function startOf(stage: StageName, state: RunState): RunState {
  const at = state.stages.findIndex((record) => record.stage === stage);
  const stages = at < 0 ? state.stages : state.stages.slice(0, at);
  const kept = new Set(stages.map((record) => record.stage));
  return {
    stages,
    // Rollouts are RL's, and RL is the last stage.
    rollouts: [],
    values: new Map([...state.values].filter(([name]) => kept.has(name))),
    current: null,
  };
}

/** What the finished stages and the one in training look like in a record. */
export function stagesSoFar({ stages, current }: RunState): StageRecord[] {
  if (!current) {
    return [...stages];
  }
  const { stage, curve, seconds } = current;
  return [...stages, { stage, curve, evaluation: null, seconds }];
}

/** Whether all stages are through: there is nothing left but to write the record. */
export function isComplete({ stages, current }: RunState, method: Method): boolean {
  return current === null && stages.length === stagesOf(method).length;
}

/** How far a state is: the stage in training or to come next, and its steps done. */
export function whereabouts(
  state: RunState,
  method: Method,
): { readonly stage: StageName; readonly step: number } {
  const { stages, current } = state;
  if (current) {
    return { stage: current.stage, step: current.curve.length };
  }
  const plan = stagesOf(method);
  const next = plan[stages.length];
  return next
    ? { stage: next, step: 0 }
    : { stage: plan[plan.length - 1], step: stages[stages.length - 1].curve.length };
}
