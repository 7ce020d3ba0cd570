import { average, standardDeviation } from './advantage';
import type { Group, RolloutSource, ScoredRollout } from './rollout-group';

/** What one RL step reports, by the names of TRL and EasyR1 (method 2.5). */
export interface RolloutMetrics {
  readonly reward: number;
  /** Mean over groups of the standard deviation inside the group. */
  readonly reward_std: number;
  readonly 'rewards/accuracy': number;
  readonly 'rewards/format': number;
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
  UpdateMetrics & {
    readonly 'dynamic_sampling/tries': number;
    /** Share of the sampled groups that train. */
    readonly 'dynamic_sampling/kept': number;
    /** Sampled groups, dropped ones included: what a step costs. */
    readonly 'dynamic_sampling/groups': number;
  };

/** Metrics of everything that was sampled in a step, dropped groups included. */
export function rolloutMetrics(groups: readonly Group[]): RolloutMetrics {
  const all = groups.flatMap(({ rollouts }) => rollouts);
  const deviations = groups.map(({ rollouts }) => standardDeviation(rollouts.map(({ score }) => score)));
  const mean = (of: (rollout: ScoredRollout) => number, rollouts = all) => average(rollouts.map(of));
  const from = (source: RolloutSource) => all.filter((rollout) => rollout.source === source);
  const aware = from('policy-aware');
  const bySource =
    aware.length === 0
      ? {}
      : {
          'rewards/accuracy/no_policy': mean(({ reward }) => reward.accuracy, from('no-policy')),
          'rewards/accuracy/policy_aware': mean(({ reward }) => reward.accuracy, aware),
          'rewards/format/no_policy': mean(({ reward }) => reward.format, from('no-policy')),
          'rewards/format/policy_aware': mean(({ reward }) => reward.format, aware),
        };
  return {
    reward: mean(({ score }) => score),
    reward_std: average(deviations),
    'rewards/accuracy': mean(({ reward }) => reward.accuracy),
    'rewards/format': mean(({ reward }) => reward.format),
    // Compared as they are: the deviation of equal scores can be 1e-17 by rounding.
    frac_reward_zero_std: average(groups.map(({ rollouts }) => (allEqual(rollouts) ? 1 : 0))),
    'completions/mean_length': mean(({ tokens }) => tokens.length),
    'completions/clipped_ratio': mean(({ ended }) => (ended ? 0 : 1)),
    ...bySource,
  };
}

function allEqual(rollouts: readonly ScoredRollout[]): boolean {
  return rollouts.every(({ score }) => score === rollouts[0].score);
}
