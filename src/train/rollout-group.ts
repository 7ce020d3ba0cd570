import type { Example } from '../tasks/task';
import type { DropReason } from './dapo';
import type { Rollout } from './policy-rollout';
import type { Reward } from './reward';

/** A sampled response with what it earned. */
export interface ScoredRollout extends Rollout {
  readonly reward: Reward;
  /** Overlong punishment, 0 to -1 (DAPO). */
  readonly overlong: number;
  /** reward.total + overlong. */
  readonly score: number;
  readonly advantage: number;
  /** log pi_old of each token under (Q, I), from the update's own pass; null before it, and in dropped groups. */
  readonly logps: readonly number[] | null;
}

export interface Group {
  readonly example: Example;
  readonly rollouts: readonly ScoredRollout[];
  /** Why dynamic sampling dropped the group; null: it trains. */
  readonly dropped: DropReason | null;
}
