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
export type Course = readonly (number | null)[];

/** How reinforcement learning went in one run. */
export interface RlCourse {
  readonly method: Method;
  readonly preset: string;
  readonly seed: number;
  /** Share of right responses among those sampled without the policy; without PolicyRollout, of all. */
  readonly noPolicy: Course;
  /** The same of those sampled with the policy in context. */
  readonly policyAware: Course;
  /** Share of groups whose rewards are all equal, so that they teach nothing. */
  readonly withoutContrast: Course;
  /** Nats per token. */
  readonly entropy: Course;
  /**
   * Mean of log pi(o | Q, I, P) - log pi(o | Q, I) over the recorded policy-aware responses, in nats: what the policy in context
   * told them that the model does not know by itself (method 2.4, ours).
   */
  readonly told: Course;
}

/** The row of a recorded run; null when it has no reinforcement learning. */
export function rlCourse({ config, stages, rollouts }: RunRecord): RlCourse | null {
  const curve = stages.find(({ stage }) => stage === 'rl')?.curve;
  if (!curve || curve.length === 0) {
    return null;
  }
  const course = (of: (point: MetricPoint) => number | undefined) =>
    WINDOWS.map((window) => {
      const [first, end] = window(curve.length);
      return meanOf(curve.slice(Math.max(0, first), end).map(of));
    });
  return {
    method: config.method,
    preset: config.preset,
    seed: config.seed,
    noPolicy: course((point) => point['rewards/accuracy/no_policy'] ?? point['rewards/accuracy']),
    policyAware: course((point) => point['rewards/accuracy/policy_aware']),
    withoutContrast: course((point) => point.frac_reward_zero_std),
    entropy: course((point) => point.entropy),
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
