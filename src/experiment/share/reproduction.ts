import type { StageRecord } from '../record/run-record';
import type { LinkResult } from './share-link';

/** A recorded result beside what a run of the same experiment came to. */
export interface Reproduction {
  readonly stage: StageRecord['stage'];
  readonly recorded: number;
  readonly low: number;
  readonly high: number;
  readonly measured: number;
  /** Whether the measured accuracy lies in the recorded 95 % interval. */
  readonly within: boolean;
}

/** Compares a run with the results that its link carried, stage by stage where both have an accuracy. */
export function reproductions(
  recorded: readonly LinkResult[],
  stages: readonly StageRecord[],
): Reproduction[] {
  return recorded.flatMap(({ stage, accuracy, low, high }) => {
    const measured = stages.find((one) => one.stage === stage)?.evaluation?.endTask?.value;
    if (accuracy === null || low === null || high === null || measured === undefined) {
      return [];
    }
    return { stage, recorded: accuracy, low, high, measured, within: low <= measured && measured <= high };
  });
}
