import type { StageName } from '../plan/methods';
import type { StageRecord } from '../record/run-record';
import { type Prefill, prefillOf } from './prefill';

export interface BreakEven {
  /** Measured seconds of all stages up to the one in question, their evaluations included. */
  readonly trainingSeconds: number;
  /** What prefill costs on the same device, and how sure that is. */
  readonly prefill: Prefill;
  /** Queries after which the savings have paid for the training; null where it is not clear that anything is saved. */
  readonly queries: number | null;
  /** Whether the model is as accurate without the policy as the base with it: no worse than the lower end of the base's interval. */
  readonly isAsGood: boolean;
}

/**
 * Break-even of training against the policy in every prompt (method section 3, evaluation 7), in time on the run's device.
 *
 * @param last the stage whose model is used; null when it has no evaluation, or its time is not known yet
 */
export function breakEven(stages: readonly StageRecord[], last: StageName): BreakEven | null {
  const end = stages.findIndex(({ stage }) => stage === last);
  const evaluation = stages[end]?.evaluation;
  const base = stages.find(({ stage }) => stage === 'base')?.evaluation;
  if (!evaluation?.endTask || !base) {
    return null;
  }
  const trainingSeconds = stages
    .slice(0, end + 1)
    .filter(({ stage }) => stage !== 'base')
    .reduce((sum, { seconds }) => sum + seconds, 0);
  if (trainingSeconds === 0) {
    // A run that is still going on does not say.
    return null;
  }
  const prefill = prefillOf(stages);
  if (!prefill) {
    return null;
  }
  const { isClear, savedMs } = prefill;
  const queries = isClear && savedMs > 0 ? Math.ceil((1000 * trainingSeconds) / savedMs) : null;
  const isAsGood = evaluation.endTask.value >= base.inContext.low;
  return { trainingSeconds, prefill, queries, isAsGood };
}
