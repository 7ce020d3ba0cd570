import { IMAGE_SIZE, visualTokens } from '../../sequence/image';
import type { SequenceTokens } from '../task';

/** Mean tokens, measured over 2,000 examples of the paper's policy (gta-policy.test.ts keeps them true). */
const POLICY_TOKENS = 222;
const PICTURES = 1.03;
const PROMPT_WORDS = 25.5;
const RESPONSE_TOKENS = 25;

export function gtaExpectedTokens(): SequenceTokens {
  return {
    policy: POLICY_TOKENS,
    prompt: PICTURES * (1 + visualTokens({ side: IMAGE_SIZE })) + PROMPT_WORDS,
    response: RESPONSE_TOKENS,
  };
}
