import { average } from '../../train/advantage';
import type { Method } from '../plan/methods';
import type { MetricPoint, RolloutStepRecord, RunRecord } from '../record/run-record';
import { round } from '../record/views';

/** Parts of an RL stage: its first ten steps, the twenty around its middle, its last twenty. */
const WINDOWS = [
  (steps: number) => [0, Math.min(10, steps)],
  (steps: number) => [Math.floor(steps / 2) - 10, Math.floor(steps / 2) + 10],
  (steps: number) => [steps - 20, steps],
] as const;

/** Means of the {@link WINDOWS}: start, half-way and end; null where nothing was measured. */
export type Trajectory = readonly (number | null)[];

/** How reinforcement learning went in one run. */
export interface RlTrajectory {
  readonly method: Method;
  readonly preset: string;
  readonly seed: number;
  /** Share of right responses among those sampled without the policy; without PolicyRollout, of all. */
  readonly noPolicy: Trajectory;
  /** The same of those sampled with the policy in context. */
  readonly policyAware: Trajectory;
  /** Share of groups whose rewards are all equal, so that they teach nothing. */
  readonly withoutContrast: Trajectory;
  /** Nats per token. */
  readonly entropy: Trajectory;
  /**
   * Mean of log pi(o | Q, I, P) - log pi(o | Q, I) over the recorded policy-aware responses, in nats: what the policy in context
   * told them that the model does not know by itself (method 2.4, ours).
   */
  readonly told: Trajectory;
}

/** The row of a recorded run; null when it has no reinforcement learning. */
export function rlTrajectory({ config, stages, rollouts }: RunRecord): RlTrajectory | null {
  const curve = stages.find(({ stage }) => stage === 'rl')?.curve;
  if (!curve || curve.length === 0) {
    return null;
  }
  const trajectory = (of: (point: MetricPoint) => number | undefined) =>
    WINDOWS.map((window) => {
      const [first, end] = window(curve.length);
      return meanOf(curve.slice(Math.max(0, first), end).map(of));
    });
  return {
    method: config.method,
    preset: config.preset,
    seed: config.seed,
    noPolicy: trajectory((point) => point['rewards/accuracy/no_policy'] ?? point['rewards/accuracy']),
    policyAware: trajectory((point) => point['rewards/accuracy/policy_aware']),
    withoutContrast: trajectory((point) => point.frac_reward_zero_std),
    entropy: trajectory((point) => point.entropy),
    told: WINDOWS.map((window) => {
      const [first, end] = window(curve.length);
      return meanOf(rollouts.filter(({ step }) => step >= first && step < end).flatMap(toldIn));
    }),
  };
}

function toldIn({ groups }: RolloutStepRecord): number[] {
  return groups.flatMap(({ responses }) =>
    responses.flatMap(({ logp, logpWithPolicy }) =>
      logpWithPolicy === null || logp === null ? [] : logpWithPolicy - logp,
    ),
  );
}

function meanOf(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? round(average(known)) : null;
}
