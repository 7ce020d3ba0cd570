import type { RandomStream } from '../random/stream';
import type { Passage } from '../sequence/passage';
import type { Example } from '../tasks/task';
import type { DropReason } from './dapo';
import type { Reward } from './reward';

export type RolloutSource = 'no-policy' | 'policy-aware';

/** One sampled response and what its own sampler thought of it. */
export interface Rollout {
  readonly source: RolloutSource;
  readonly tokens: readonly number[];
  /** Whether it came to its <eos> before the length limit. */
  readonly ended: boolean;
  /** log pi_old of each token under the prompt it was sampled from: (Q, I), or (Q, I, P) for policy-aware ones. */
  readonly samplerLogps: readonly number[];
}

/** Samples so many responses to each prompt. */
export type Sampler = (
  prompts: readonly Passage[],
  responses: number,
  random: RandomStream,
) => Promise<
  readonly {
    /** Index of the prompt. */
    readonly prompt: number;
    readonly tokens: readonly number[];
    readonly logps: readonly number[];
  }[]
>;

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
