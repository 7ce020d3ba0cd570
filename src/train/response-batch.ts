import { type FlatBatch, flatBatch, plainImage, type Segment } from '../sequence/flat-batch';
import type { Example } from '../tasks/task';

/** A response as the objective sees it. */
export interface WeighedResponse {
  readonly tokens: readonly number[];
  readonly advantage: number;
}

/** Responses re-attached to the no-policy prompt of their example, in one flat batch. */
export interface ResponseBatch {
  readonly batch: FlatBatch;
  /** A of each response token, in the batch's order of losses. */
  readonly advantages: Float32Array;
  /** Tokens of each response. */
  readonly lengths: readonly number[];
}

/** A group as objectives train on it. */
export interface WeighedGroup {
  readonly example: Example;
  readonly rollouts: readonly WeighedResponse[];
}

/**
 * Builds the training batch of some groups. The prompt (Q, I) without its last token is a prefix that the whole group
 * shares; every response starts with that last token, from which its first token is predicted.
 */
export function responseBatch(groups: readonly WeighedGroup[]): ResponseBatch {
  const rollouts = groups.flatMap((group) => group.rollouts);
  return {
    batch: flatBatch(responseSegments(groups)),
    advantages: Float32Array.from(rollouts.flatMap(({ tokens, advantage }) => tokens.map(() => advantage))),
    lengths: rollouts.map(({ tokens }) => tokens.length),
  };
}

/** The sequences of some groups: the objective stands on the response tokens alone. */
export function responseSegments(groups: readonly WeighedGroup[]): Segment[] {
  const segments: Segment[] = [];
  for (const { example, rollouts } of groups) {
    const { tokens, images } = example.prompt;
    const prefix = segments.length;
    const prompt = tokens.slice(0, -1);
    const weights = prompt.map(() => 0);
    segments.push({ tokens: prompt, images: images.map(plainImage), weights, prefix: null });
    for (const rollout of rollouts) {
      const response = [tokens[tokens.length - 1], ...rollout.tokens];
      segments.push({
        tokens: response,
        images: [],
        weights: response.map((_, i) => (i > 0 ? 1 : 0)),
        prefix,
      });
    }
  }
  return segments;
}
