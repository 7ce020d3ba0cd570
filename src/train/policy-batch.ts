import { type FlatBatch, flatBatch, plainImage, type SequencePart } from '../sequence/flat-batch';
import { examplePrompt } from '../sequence/prompt';
import type { Example } from '../tasks/clevr/clevr-policy';

/** A response as the policy objective sees it. */
export interface WeighedResponse {
  readonly tokens: readonly number[];
  readonly advantage: number;
}

/** Responses re-attached to the no-policy prompt of their example, in one flat batch. */
export interface PolicyBatch {
  readonly batch: FlatBatch;
  /** A of each response token, in the batch's order of losses. */
  readonly advantages: Float32Array;
  /** Tokens of each response. */
  readonly lengths: readonly number[];
}

/** A group as policy objectives train on it. */
export interface WeighedGroup {
  readonly example: Example;
  readonly rollouts: readonly WeighedResponse[];
}

/**
 * Builds the training batch of some groups. The prompt (Q, I) without its last token is a prefix that the whole group
 * shares; every response starts with that last token, from which its first token is predicted.
 */
export function policyBatch(groups: readonly WeighedGroup[], visualTokens: number): PolicyBatch {
  const rollouts = groups.flatMap((group) => group.rollouts);
  return {
    batch: flatBatch(policyParts(groups), visualTokens),
    advantages: Float32Array.from(rollouts.flatMap(({ tokens, advantage }) => tokens.map(() => advantage))),
    lengths: rollouts.map(({ tokens }) => tokens.length),
  };
}

/** The sequences of some groups: the objective stands on the response tokens alone. */
export function policyParts(groups: readonly WeighedGroup[]): SequencePart[] {
  const parts: SequencePart[] = [];
  for (const { example, rollouts } of groups) {
    const { tokens } = examplePrompt(example, false);
    const prefix = parts.length;
    const prompt = tokens.slice(0, -1);
    const images = [plainImage(example.rgb)];
    parts.push({ tokens: prompt, images, weights: prompt.map(() => 0), prefix: null });
    for (const rollout of rollouts) {
      const response = [tokens[tokens.length - 1], ...rollout.tokens];
      parts.push({ tokens: response, images: [], weights: response.map((_, i) => (i > 0 ? 1 : 0)), prefix });
    }
  }
  return parts;
}
