import type { RlPhase } from '../../train/rl';
import type { Group } from '../../train/rollout-group';
import type { StageName } from '../plan/methods';
import type { Questions } from '../record/questions';
import type { ExampleOutcome, MetricPoint, StageEvaluation } from '../record/run-record';
import type { RunState } from '../record/run-state';
import type { Anomaly } from './anomalies';

/**
 * Where a run can be halted: while its data are drawn, before each update, in RL before each phase of one, and between the
 * parts of an evaluation.
 */
export type GatePoint = 'data' | 'update' | 'phase' | 'evaluation';

/** Where a state of the run can be taken: between two steps, or when a stage has just begun, been trained or finished. */
export type StatePoint = 'step' | 'stage';

/** What a run tells as it goes; every callback may wait, and may throw to stop the run. */
export interface PipelineHooks {
  gate(point: GatePoint): Promise<void>;
  /** What the evaluations ask, before the first. */
  questions(questions: Questions): void;
  stageStarted(stage: StageName, steps: number): void;
  progress(stage: StageName, step: number, steps: number, point: MetricPoint): void;
  phase(step: number, phase: RlPhase): void;
  /** Whether the record keeps every group of the steps that it keeps, or some. */
  keepsAllGroups(): boolean;
  rollouts(step: number, groups: readonly Group[]): void;
  sample(stage: StageName, outcome: ExampleOutcome): void;
  evaluating(stage: StageName, fraction: number): void;
  evaluated(stage: StageName, evaluation: StageEvaluation): void;
  /** The model after a stage, for questions to it. The values are the hook's to keep. */
  snapshot(stage: StageName, values: Float32Array): void;
  /**
   * `take` reads the state from the device, if it is wanted; only before this hook returns is it the state of one moment.
   * `isSound` is false where the model looks wrong, so that the state before is the one to keep.
   */
  checkpoint(
    point: StatePoint,
    take: () => Promise<RunState>,
    isSound: () => Promise<boolean>,
  ): Promise<void>;
  /** The training has gone wrong; told once per stage. */
  anomaly(stage: StageName, anomaly: Anomaly): void;
}
