import type { Model } from '../../model/forward';
import { STAGE_NAMES, type StageName } from '../plan/methods';
import type { MetricPoint } from '../record/run-record';
import type { CollapseWatch } from './collapse-watch';

/** A stage in training. */
export interface StageInTraining {
  readonly stage: Exclude<StageName, 'base'>;
  model: Model;
  readonly steps: number;
  readonly curve: MetricPoint[];
  /** By the run's clock, milliseconds. */
  readonly start: number;
  readonly watch: CollapseWatch;
  /** What has gone wrong in it, as far as it has been told. */
  collapse: string | null;
  endedEarly: string | null;
}

/** Why a stage ended before its last step, with how far it came. */
export function ending({ stage, curve, steps }: StageInTraining, reason: string): string {
  return `${STAGE_NAMES[stage]} stopped after ${curve.length} of ${steps} steps. ${reason}`;
}
