import { average, standardDeviation } from '../../train/advantage';
import { type AggregatedBatch, type Aggregation, aggregationWeight } from '../../train/aggregation';
import { NUMBERS } from '../../train/arithmetic';
import { clippedObjective, OBJECTIVES, type Objective } from '../../train/policy-rollout';
import { FORMAT_WEIGHT } from '../../train/reward';
import type { RlConfig } from '../plan/config';
import type { RolloutGroup, RolloutResponse, RolloutStepRecord } from '../record/run-record';

export { objectiveOf } from '../plan/rl-options';
export { type Aggregation, OBJECTIVES };

/** The objective of train/policy-rollout.ts taken apart, for people: one token at a time. */

/** Which term of the clipped objective a token ends up with. */
export type BindingTerm = 'ratio' | 'clip' | 'dual clip';

/** The clipped objective of one token (method 2.2), to be maximized; the trainer minimizes its negative. */
export interface TokenTerms {
  /** rho = pi(o_t | Q, I) / pi_old(o_t | Q, I). */
  readonly ratio: number;
  /** rho within [1 - low, 1 + high]. */
  readonly clippedRatio: number;
  /** rho A and clip(rho) A. */
  readonly plain: number;
  readonly clipped: number;
  /** min(rho A, clip(rho) A). */
  readonly minimum: number;
  /** c A, below which the objective does not fall; null where A >= 0. */
  readonly dualBound: number | null;
  /** min(...), or c A where that is larger and A < 0. */
  readonly objective: number;
  /** The term that `objective` equals; only "ratio" passes a gradient on. */
  readonly binding: BindingTerm;
}

export function tokenTerms(
  advantage: number,
  ratio: number,
  constants: Pick<Objective, 'clipLow' | 'clipHigh' | 'dualClip'>,
): TokenTerms {
  const { clipLow, clipHigh, dualClip } = constants;
  const { plain, clipped, minimum, objective } = clippedObjective(NUMBERS, ratio, advantage, constants);
  const clippedRatio = NUMBERS.clamp(ratio, 1 - clipLow, 1 + clipHigh);
  const dualBound = advantage < 0 ? dualClip * advantage : null;
  const binding =
    dualBound !== null && minimum < dualBound ? 'dual clip' : clipped < plain ? 'clip' : 'ratio';
  return { ratio, clippedRatio, plain, clipped, minimum, dualBound, objective, binding };
}

/** What a group's advantages are measured against: A = (reward - mean) / (deviation + 1e-6). */
export interface GroupStatistics {
  readonly size: number;
  readonly right: number;
  readonly mean: number;
  /** Sample standard deviation of the rewards, n - 1. */
  readonly deviation: number;
  /** All rewards are equal, so that the group teaches nothing. */
  readonly isAlike: boolean;
}

export function groupStatistics(responses: readonly RolloutResponse[]): GroupStatistics {
  const rewards = responses.map(({ reward }) => reward);
  return {
    size: responses.length,
    right: responses.filter(({ accuracy }) => accuracy === 1).length,
    mean: average(rewards),
    deviation: standardDeviation(rewards),
    // The deviation of equal rewards can be 1e-17 by rounding.
    isAlike: rewards.every((reward) => reward === rewards[0]),
  };
}

/** DAPO's punishment for length, 0 to -1: what the reward holds beside accuracy and format. */
export function overlongOf({ accuracy, format, reward }: RolloutResponse): number {
  const earned = (1 - FORMAT_WEIGHT) * accuracy + FORMAT_WEIGHT * format;
  // Records keep four digits.
  return Math.abs(reward - earned) < 1e-3 ? 0 : reward - earned;
}

export type UpdateOptions = Pick<RlConfig, 'prompts' | 'updatesPerStep' | 'groupSize'>;

/** The responses of one update and their tokens, which the weight of a token depends on. */
export interface UpdateTokens {
  readonly count: number;
  readonly responses: number;
  /** Most tokens that a response may have; null where the record does not say, as while a step is under way. */
  readonly maxLength: number | null;
  /** Those of the longest on record. */
  readonly longest: number;
  /** Records of before the count was kept know some groups only: the mean length of their responses stands for all. */
  readonly exact: boolean;
}

/**
 * @param update of the step, from 1
 * @param options of the run, for records that do not hold the count
 */
export function updateTokens(
  { groups, updates }: RolloutStepRecord,
  update: number,
  { prompts, updatesPerStep, groupSize }: UpdateOptions,
): UpdateTokens {
  const longest = Math.max(
    1,
    ...groups.flatMap((group) => group.responses.map(({ tokens }) => tokens.length)),
  );
  const known = updates?.[update - 1];
  if (known) {
    const { groups: trained, tokens, responses = trained * groupSize, maxLength = null } = known;
    return { count: tokens, responses, maxLength, longest, exact: true };
  }
  const responses = groups.filter(({ dropped }) => dropped === null).flatMap((group) => group.responses);
  const meanLength = average(responses.map(({ tokens }) => tokens.length));
  const expected = (prompts / updatesPerStep) * groupSize;
  return {
    count: Math.round(expected * meanLength),
    responses: Math.round(expected),
    maxLength: null,
    longest,
    exact: false,
  };
}

/** What a token weighs in its update (method 2.2), and where that comes from in words: "1 / 441 tokens". */
export function tokenWeight(
  { count, responses, maxLength, longest, exact }: UpdateTokens,
  length: number,
  aggregation: Aggregation,
): { readonly weight: number; readonly from: string } {
  const batch: AggregatedBatch = { responses, tokens: count, maxLength: maxLength ?? longest };
  const about = exact ? '' : 'about ';
  const from = {
    'token-mean': `1 / ${about}${count} tokens`,
    'seq-mean-token-mean': `1 / (${about}${responses} responses × its ${length} tokens)`,
    'seq-mean-token-sum': `1 / ${about}${responses} responses`,
    'dr-grpo': `1 / (${about}${responses} responses × ${maxLength ?? `about ${longest}`} tokens at most)`,
  }[aggregation];
  return { weight: aggregationWeight(aggregation, length, batch), from };
}

/**
 * Which update of its step a group trained in, from 1; null when dynamic sampling dropped it. The groups that train
 * stand first in a step, in the order in which they are shared out over the updates.
 *
 * @param options of the run, for records that do not hold the updates; right there when as many groups train as are asked for
 */
export function updateOf(
  { groups, updates }: RolloutStepRecord,
  group: RolloutGroup,
  { prompts, updatesPerStep }: UpdateOptions,
): number | null {
  const at = groups.filter(({ dropped }) => dropped === null).indexOf(group);
  if (at < 0) {
    return null;
  }
  let end = 0;
  const within = updates?.findIndex((update) => {
    end += update.groups;
    return at < end;
  });
  return (within ?? Math.floor((at * updatesPerStep) / prompts)) + 1;
}
