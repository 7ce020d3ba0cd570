import { average, standardDeviation } from './advantage';
import type { GroupOptions } from './policy-rollout';
import type { GateMeans, Group, RolloutSource, ScoredRollout } from './rollout-group';

/** What one RL step reports, by the names of TRL and EasyR1 (method 2.5). */
export interface RolloutMetrics {
  readonly reward: number;
  /** Mean over groups of the standard deviation inside the group. */
  readonly reward_std: number;
  readonly 'rewards/accuracy': number;
  readonly 'rewards/format': number;
  /** What accuracy is the mean of; only in a task with partial credit. */
  readonly 'rewards/tool'?: number;
  readonly 'rewards/arguments'?: number;
  /** Share of groups whose scores are all equal: they train nothing. */
  readonly frac_reward_zero_std: number;
  readonly 'completions/mean_length': number;
  /** Share of responses cut off by the length limit. */
  readonly 'completions/clipped_ratio': number;
  /** PolicyRollout: the same by source. */
  readonly 'rewards/accuracy/no_policy'?: number;
  readonly 'rewards/accuracy/policy_aware'?: number;
  readonly 'rewards/format/no_policy'?: number;
  readonly 'rewards/format/policy_aware'?: number;
}

/** Gated PolicyRollout and its halves (method 2.4b). */
export interface GateMetrics {
  /** Share of the right policy-aware responses that are faithful; absent where none is right. */
  readonly 'gate/faithful'?: number;
  /** Share of the groups that their policy-aware responses joined. */
  readonly 'gate/joined'?: number;
  /** Share of the policy-aware responses that were not sampled, because the no-policy ones were all right. */
  readonly 'gate/spared'?: number;
  /** What the gate compared, means over the groups for which policy-aware responses were sampled; absent where there were none. */
  readonly 'gate/accuracy/no_policy'?: number;
  readonly 'gate/accuracy/policy_aware'?: number;
}

export interface UpdateMetrics {
  readonly loss: number;
  readonly entropy: number;
  /** KL(pi || reference), k3; GRPO only. */
  readonly kl?: number;
  readonly 'clip_ratio/low_mean': number;
  readonly 'clip_ratio/high_mean': number;
  readonly grad_norm: number;
  readonly lr: number;
}

export type RlMetrics = RolloutMetrics &
  GateMetrics &
  UpdateMetrics & {
    readonly 'dynamic_sampling/tries': number;
    /** Share of the sampled groups that train. */
    readonly 'dynamic_sampling/kept': number;
    /** Sampled groups, dropped ones included: what a step costs. */
    readonly 'dynamic_sampling/groups': number;
  };

/**
 * Metrics of everything that was sampled in a step: dropped groups and responses that the gate left out included. Accuracies are
 * those of the answers, faithful or not; the reward is what was trained on.
 */
export function rolloutMetrics(groups: readonly Group[]): RolloutMetrics {
  const all = groups.flatMap(({ rollouts, leftOut }) => [...rollouts, ...leftOut]);
  const deviations = groups.map(({ rollouts }) => standardDeviation(rollouts.map(({ score }) => score)));
  const mean = (of: (rollout: ScoredRollout) => number, rollouts = all) => average(rollouts.map(of));
  const from = (source: RolloutSource) => all.filter((rollout) => rollout.source === source);
  const aware = from('policy-aware');
  const bySource =
    aware.length === 0
      ? {}
      : {
          'rewards/accuracy/no_policy': mean(answerAccuracy, from('no-policy')),
          'rewards/accuracy/policy_aware': mean(answerAccuracy, aware),
          'rewards/format/no_policy': mean(({ reward }) => reward.format, from('no-policy')),
          'rewards/format/policy_aware': mean(({ reward }) => reward.format, aware),
        };
  return {
    reward: mean(({ score }) => score),
    reward_std: average(deviations),
    'rewards/accuracy': mean(answerAccuracy),
    'rewards/format': mean(({ reward }) => reward.format),
    ...partMetrics(all),
    // Compared as they are: the deviation of equal scores can be 1e-17 by rounding.
    frac_reward_zero_std: average(groups.map(({ rollouts }) => (allEqual(rollouts) ? 1 : 0))),
    'completions/mean_length': mean(({ tokens }) => tokens.length),
    'completions/clipped_ratio': mean(({ ended }) => (ended ? 0 : 1)),
    ...bySource,
  };
}

/** What the gate did in a step, and how many of the right policy-aware responses are faithful where that is asked. */
export function gateMetrics(
  groups: readonly Group[],
  { gate, faithful }: Pick<GroupOptions, 'gate' | 'faithful'>,
): GateMetrics {
  const all = groups.flatMap(({ rollouts, leftOut }) => [...rollouts, ...leftOut]);
  const right = all.filter((one) => one.source === 'policy-aware' && answerAccuracy(one) === 1);
  const share = (count: number, of: readonly unknown[]) => count / of.length;
  const faithfulShare =
    faithful && right.length > 0
      ? { 'gate/faithful': share(right.filter(({ unfaithful }) => !unfaithful).length, right) }
      : {};
  if (!gate) return faithfulShare;
  const compared = groups.flatMap(({ gate }) => (gate && gate.aware !== null ? [gate as Compared] : []));
  const joined = groups.filter(({ rollouts }) => rollouts.some(({ source }) => source === 'policy-aware'));
  const means =
    compared.length === 0
      ? {}
      : {
          'gate/accuracy/no_policy': average(compared.map(({ own }) => own)),
          'gate/accuracy/policy_aware': average(compared.map(({ aware }) => aware)),
        };
  return {
    ...faithfulShare,
    'gate/joined': share(joined.length, groups),
    'gate/spared': 1 - share(compared.length, groups),
    ...means,
  };
}

type Compared = { readonly [K in keyof GateMeans]: number };

/** Of the answer as such: what a response earned before its faithfulness was asked for. */
function answerAccuracy({ reward, unfaithful }: ScoredRollout): number {
  return unfaithful?.accuracy ?? reward.accuracy;
}

/** Means of the parts of accuracy; nothing in a task without partial credit. */
function partMetrics(
  rollouts: readonly ScoredRollout[],
): Pick<RolloutMetrics, 'rewards/tool' | 'rewards/arguments'> {
  const parts = rollouts.flatMap(({ reward }) => reward.parts ?? []);
  if (parts.length === 0) return {};
  return {
    'rewards/tool': average(parts.map(({ tool }) => tool)),
    'rewards/arguments': average(parts.map((part) => part.arguments)),
  };
}

function allEqual(rollouts: readonly ScoredRollout[]): boolean {
  return rollouts.every(({ score }) => score === rollouts[0].score);
}
