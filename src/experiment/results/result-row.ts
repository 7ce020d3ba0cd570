import { average } from '../../train/advantage';
import { type Method, stagesOf } from '../plan/methods';
import type {
  BaseSkills,
  BlindWalk,
  MetricPoint,
  PartProportions,
  RunRecord,
  ScoreParts,
  StageRecord,
} from '../record/run-record';
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
  /** What accuracy is the mean of, for In-Context with the policy; absent in tasks without partial credit. */
  readonly parts?: ScoreParts;
  readonly override: number;
  readonly overrideParts?: ScoreParts;
  /** Accuracy under what the paper changes in its override; absent where that is `override`, and where no example tells it. */
  readonly paperOverride?: number;
  readonly overrideMajority: number | null;
  readonly exact: number | null;
  readonly referral: number | null;
  readonly branchingError: number | null;
  readonly blind: BlindWalk | null;
  readonly baseSkills: BaseSkills;
  readonly majority: number;
  /** Any name at all, and the right tool in any version; absent in tasks without partial credit. */
  readonly chance?: number;
  readonly randomVersion?: number;
  readonly promptTokens: { readonly withPolicy: number; readonly withoutPolicy: number };
  readonly prefillMs: { readonly withPolicy: number; readonly withoutPolicy: number };
  readonly seconds: number;
  /** Groups sampled in RL, with those that dynamic sampling dropped; null without RL. */
  readonly sampledGroups: number | null;
  /** What the policy-aware responses of PolicyRollout were; null without it, and in rows of before it was counted. */
  readonly aware: AwareResponses | null;
  readonly stoppedEarly: string | null;
}

/** Policy-aware responses over an RL stage; shares 0 to 1, null where nothing says them. */
export interface AwareResponses {
  /** Accuracy of policy-aware minus no-policy responses in the first ten steps; with a gate, where both were sampled. */
  readonly leadAtStart: number | null;
  /** Of the right ones, those that are faithful, in the first ten steps. */
  readonly faithfulAtStart: number | null;
  /** Groups that they joined, and those that they were not sampled for, over all steps. */
  readonly joined: number | null;
  readonly spared: number | null;
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
  const { parts, paperOverride, baselines } = last.evaluation;
  return {
    method,
    seed,
    stage: last.stage,
    accuracy: endTask?.value ?? null,
    low: endTask?.low ?? null,
    high: endTask?.high ?? null,
    unshown: unshown?.value ?? null,
    accuracyInContext: inContext.value,
    ...(parts && { parts: valuesOf(parts.endTask ?? parts.inContext) }),
    override: override.value,
    ...(parts?.override && { overrideParts: valuesOf(parts.override) }),
    ...(paperOverride?.parts && { paperOverride: paperOverride.accuracy.value }),
    overrideMajority: overrideMajority?.value ?? null,
    exact: referral?.exact ?? null,
    referral: referral?.score ?? null,
    branchingError,
    blind,
    baseSkills,
    majority: majority.value,
    ...(baselines && { chance: baselines.chance.value, randomVersion: baselines.randomVersion.value }),
    promptTokens: efficiency.promptTokens,
    prefillMs: prefillPair(stages) ?? efficiency.prefillMs,
    seconds: stages.reduce((sum, { seconds }) => sum + seconds, 0),
    sampledGroups: sampledGroups(last),
    aware: awareResponses(last),
    stoppedEarly,
  };
}

function valuesOf(parts: PartProportions): ScoreParts {
  return { tool: parts.tool.value, arguments: parts.arguments.value };
}

/** Over all steps; null where a step does not say (records of before it was counted). */
function sampledGroups({ curve }: StageRecord): number | null {
  const counts = curve.map((point) => point['dynamic_sampling/groups']);
  return counts.length > 0 && counts.every((count) => typeof count === 'number')
    ? counts.reduce((sum, count) => sum + count, 0)
    : null;
}

/** RL steps that count as its start. */
const START = 10;

function awareResponses({ curve }: StageRecord): AwareResponses | null {
  const mean = (points: readonly MetricPoint[], of: (point: MetricPoint) => number | undefined) => {
    const known = points.map(of).filter((value) => typeof value === 'number');
    return known.length > 0 ? average(known) : null;
  };
  const difference = (a: string, b: string) => (point: MetricPoint) =>
    a in point && b in point ? point[a] - point[b] : undefined;
  const start = curve.slice(0, START);
  const isGated = curve.some((point) => 'gate/joined' in point);
  const lead = isGated
    ? difference('gate/accuracy/policy_aware', 'gate/accuracy/no_policy')
    : difference('rewards/accuracy/policy_aware', 'rewards/accuracy/no_policy');
  const found = {
    leadAtStart: mean(start, lead),
    faithfulAtStart: mean(start, (point) => point['gate/faithful']),
    joined: mean(curve, (point) => point['gate/joined']),
    spared: mean(curve, (point) => point['gate/spared']),
  };
  return Object.values(found).some((value) => value !== null) ? found : null;
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
