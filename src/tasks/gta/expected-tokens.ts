import { IMAGE_SIZE, visualTokens } from '../../sequence/image';
import type { DatasetConfig } from '../dataset';
import type { SequenceTokens } from '../task';

/** Mean tokens, measured over 2,000 examples of the paper's policy (gta-policy.test.ts keeps them true). */
const POLICY_TOKENS = 222;
const PICTURES = 1.03;
const PROMPT_WORDS = 25.5;
const RESPONSE_TOKENS = 25;
/** Of recorded runs of gta-quick: .56 to .80, over their RL. */
const DISTINCT = 0.7;

/** Conditions of that policy, and tokens of each. */
const CONDITIONS = 19;
const CONDITION_TOKENS = 10;

export function gtaExpectedTokens({ own }: Pick<DatasetConfig, 'own'> = {}): SequenceTokens {
  const conditions = own?.match(/^\s*condition \d/gim)?.length ?? CONDITIONS;
  return {
    policy: POLICY_TOKENS + CONDITION_TOKENS * (conditions - CONDITIONS),
    prompt: PICTURES * (1 + visualTokens({ side: IMAGE_SIZE })) + PROMPT_WORDS,
    response: RESPONSE_TOKENS,
    distinct: DISTINCT,
  };
}
