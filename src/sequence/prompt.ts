import type { Example } from '../tasks/clevr/clevr-policy';
import { imageTokens, policyTokens, queryTokens, responseTokens } from '../tasks/clevr/encode';
import { type BatchImage, plainImage } from './flat-batch';

/** What the model is given: words with `<image>` placeholders, and the images in order. */
export interface Prompt {
  readonly tokens: readonly number[];
  readonly images: readonly BatchImage[];
}

/** Prompt of a question with the policy in it, or without. */
export function examplePrompt({ rgb, policy }: Pick<Example, 'rgb' | 'policy'>, withPolicy: boolean): Prompt {
  const context = withPolicy ? policyTokens(policy) : [];
  return {
    tokens: [...context, ...imageTokens(), ...queryTokens(policy)],
    images: [plainImage(rgb)],
  };
}

/** Longest gold response of these examples, with some room for detours. */
export function responseLimit(examples: readonly Pick<Example, 'gold'>[]): number {
  return Math.max(...examples.map(({ gold }) => responseTokens(gold).length)) + 8;
}
