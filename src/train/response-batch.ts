import { type FlatBatch, flatBatch, type Segment } from '../sequence/flat-batch';
import { alikeResponses } from './alike';
import { type ReattachedGroup, reattached } from './policy-rollout';

/** Responses re-attached to the no-policy prompt of their example, in one flat batch; of alike ones in a group, one. */
export interface ResponseBatch {
  readonly batch: FlatBatch;
  /** A of each response token in the batch, in its order of losses. */
  readonly advantages: Float32Array;
  /** Tokens of each response, alike or not. */
  readonly lengths: readonly number[];
  /** For each token of all responses, which of the batch's losses it is (alike.ts). */
  readonly places: Int32Array;
}

/** A group as objectives train on it. */
export interface WeighedGroup extends ReattachedGroup {
  readonly rollouts: readonly { readonly tokens: readonly number[]; readonly advantage: number }[];
}

/** The training batch of some groups. */
export function responseBatch(groups: readonly WeighedGroup[]): ResponseBatch {
  const places: number[] = [];
  let tokens = 0;
  const distinct = groups.map((group) => {
    const alike = alikeResponses(group.rollouts, tokens);
    places.push(...alike.places);
    tokens += alike.distinct.reduce((sum, response) => sum + response.tokens.length, 0);
    return { ...group, rollouts: alike.distinct };
  });
  const rollouts = distinct.flatMap((group) => group.rollouts);
  return {
    batch: flatBatch(responseSegments(distinct)),
    advantages: Float32Array.from(rollouts.flatMap(({ tokens, advantage }) => tokens.map(() => advantage))),
    lengths: groups.flatMap((group) => group.rollouts.map((rollout) => rollout.tokens.length)),
    places: Int32Array.from(places),
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
