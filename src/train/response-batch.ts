import { type FlatBatch, flatBatch, type Segment } from '../sequence/flat-batch';
import { type ReattachedGroup, reattached } from './policy-rollout';

/** Responses re-attached to the no-policy prompt of their example, in one flat batch. */
export interface ResponseBatch {
  readonly batch: FlatBatch;
  /** A of each response token, in the batch's order of losses. */
  readonly advantages: Float32Array;
  /** Tokens of each response. */
  readonly lengths: readonly number[];
}

/** A group as objectives train on it. */
export interface WeighedGroup extends ReattachedGroup {
  readonly rollouts: readonly { readonly tokens: readonly number[]; readonly advantage: number }[];
}

/** The training batch of some groups. */
export function responseBatch(groups: readonly WeighedGroup[]): ResponseBatch {
  const rollouts = groups.flatMap((group) => group.rollouts);
  return {
    batch: flatBatch(responseSegments(groups)),
    advantages: Float32Array.from(rollouts.flatMap(({ tokens, advantage }) => tokens.map(() => advantage))),
    lengths: rollouts.map(({ tokens }) => tokens.length),
  };
}

/** The sequences of some groups, one behind the other: the objective stands on the response tokens alone. */
export function responseSegments(groups: readonly ReattachedGroup[]): Segment[] {
  const segments: Segment[] = [];
  for (const group of groups) {
    segments.push(...reattached(group, segments.length));
  }
  return segments;
}
