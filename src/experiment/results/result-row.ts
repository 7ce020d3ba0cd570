import { type Method, stagesOf } from '../plan/methods';
import type { BaseSkills, BlindWalk, RunRecord, StageRecord } from '../record/run-record';
import { prefillOf } from './prefill';

/** One line of a results table: a method, with one seed, after its last stage. Shares are 0 to 1. */
export interface ResultRow {
  readonly method: Method;
  readonly seed: number;
  readonly stage: string;
  readonly accuracy: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Accuracy on cases that the CoT set does not show; null where it shows all. */
  readonly unshown: number | null;
  readonly accuracyInContext: number;
  readonly override: number;
  readonly overrideMajority: number | null;
  readonly exact: number | null;
  readonly referral: number | null;
  readonly branchingError: number | null;
  readonly blind: BlindWalk | null;
  readonly baseSkills: BaseSkills;
  readonly majority: number;
  readonly promptTokens: { readonly withPolicy: number; readonly withoutPolicy: number };
  readonly prefillMs: { readonly withPolicy: number; readonly withoutPolicy: number };
  readonly seconds: number;
  /** Groups sampled in RL, with those that dynamic sampling dropped; null without RL. */
  readonly sampledGroups: number | null;
  readonly stoppedEarly: string | null;
}

/** The row of a run; null when the method's last stage was not reached or not evaluated, so that there is no result. */
export function resultRow(
  method: Method,
  seed: number,
  stages: readonly StageRecord[],
  stoppedEarly: string | null,
): ResultRow | null {
  const last = stages.at(-1);
  if (!last?.evaluation || last.stage !== stagesOf(method).at(-1)) {
    return null;
  }
  const { endTask, unshown, inContext, override, overrideMajority, referral } = last.evaluation;
  const { branchingError, blind, baseSkills, majority, efficiency } = last.evaluation;
  return {
    method,
    seed,
    stage: last.stage,
    accuracy: endTask?.value ?? null,
    low: endTask?.low ?? null,
    high: endTask?.high ?? null,
    unshown: unshown?.value ?? null,
    accuracyInContext: inContext.value,
    override: override.value,
    overrideMajority: overrideMajority?.value ?? null,
    exact: referral?.exact ?? null,
    referral: referral?.score ?? null,
    branchingError,
    blind,
    baseSkills,
    majority: majority.value,
    promptTokens: efficiency.promptTokens,
    prefillMs: prefillPair(stages) ?? efficiency.prefillMs,
    seconds: stages.reduce((sum, { seconds }) => sum + seconds, 0),
    sampledGroups: sampledGroups(last),
    stoppedEarly,
  };
}

/** Over all steps; null where a step does not say (records of before it was counted). */
function sampledGroups({ curve }: StageRecord): number | null {
  const counts = curve.map((point) => point['dynamic_sampling/groups']);
  return counts.length > 0 && counts.every((count) => typeof count === 'number')
    ? counts.reduce((sum, count) => sum + count, 0)
    : null;
}

/** The row of a recorded run; null when it has no result. */
export function recordRow({ config, stages, stoppedEarly }: RunRecord): ResultRow | null {
  return resultRow(config.method, config.seed, stages, stoppedEarly);
}

/** The same in every stage of a run. */
function prefillPair(stages: readonly StageRecord[]): ResultRow['prefillMs'] | null {
  const prefill = prefillOf(stages);
  return prefill && { withPolicy: prefill.withPolicy, withoutPolicy: prefill.withoutPolicy };
}
