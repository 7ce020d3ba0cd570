import type { SamplingRequest } from '../model/sampling';
import type { Departure, Example } from '../tasks/task';
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

/** Samples the responses to some requests; each gets what it would get alone. */
export type Sampler = (requests: readonly SamplingRequest[]) => Promise<
  readonly (readonly {
    /** Index of the prompt in its request. */
    readonly prompt: number;
    readonly tokens: readonly number[];
    readonly logps: readonly number[];
  }[])[]
>;

/** A sampled response with what it earned. */
export interface ScoredRollout extends Rollout {
  readonly reward: Reward;
  /**
   * Where a policy-aware response departs from the policy in its prompt although it earns something; its accuracy counts as 0 then,
   * and `accuracy` is what it would have been. Null where it does not, and where nobody asks.
   */
  readonly unfaithful: (Departure & { readonly accuracy: number }) | null;
  /** Overlong punishment, 0 to -1 (DAPO). */
  readonly overlong: number;
  /** reward.total + overlong. */
  readonly score: number;
  readonly advantage: number;
  /** log pi_old of each token under (Q, I), from the update's own pass; null before it, and in dropped groups. */
  readonly logps: readonly number[] | null;
}

/** What the gate compares: mean accuracies of the no-policy responses (a) and of the policy-aware ones (b). */
export interface GateMeans {
  readonly own: number;
  /** Null: none were sampled, because the no-policy ones are all right. */
  readonly aware: number | null;
}

export interface Group {
  readonly example: Example;
  /** The responses that form the group and train. */
  readonly rollouts: readonly ScoredRollout[];
  /** Policy-aware responses that the gate left out. */
  readonly leftOut: readonly ScoredRollout[];
  /** Null without a gate. */
  readonly gate: GateMeans | null;
  /** Why dynamic sampling dropped the group; null: it trains. */
  readonly dropped: DropReason | null;
}
