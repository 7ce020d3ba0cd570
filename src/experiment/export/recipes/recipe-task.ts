import { loadNamedPolicies } from '../../../tasks/clevr/policy/policy-dataset';
import { policyText } from '../../../tasks/clevr/policy/policy-text';
import type { ExperimentConfig } from '../../plan/config';
import type { SupervisedStage } from '../../plan/methods';

/** All that the recipes know of one task; the other half is the module of the same name in python/trimpi_recipe. */
export interface RecipeTask {
  /** Names the data files and the Python module. */
  readonly name: string;
  readonly title: string;
  /** The paper's prompts per rollout batch. */
  readonly rolloutBatch: number;
  readonly epochs: { readonly [S in SupervisedStage]: number };
  /** The paper's RL steps for a pool of so many prompts and a rollout batch. */
  rlSteps(pool: number, rollout: number): number;
  /** Most tokens of a prompt, images included, with room to spare: as it is, and with the policy in it. */
  readonly promptTokens: { readonly plain: number; readonly withPolicy: number };
  /** What of the data is ours and not the paper's, a sentence each. */
  readonly disclosures: readonly string[];
}

/** Side of an exported picture, pixels, and the tokens that Qwen2.5-VL makes of it: one for 28 x 28 pixels. */
export const PICTURE_SIZE = 448;
const PICTURE_TOKENS = (PICTURE_SIZE / 28) ** 2;

/** Chat template, question and format instruction. */
const FRAME_TOKENS = 192;

export function recipeTask({ dataset }: ExperimentConfig): RecipeTask {
  const texts = loadNamedPolicies(dataset.layers).map(policyText);
  return {
    name: 'clevr_policy',
    title: `ClevrPolicy-T, N = ${dataset.layers}`,
    rolloutBatch: 384,
    epochs: { 'direct-sft': 2, 'vm-cpt': 5, 'cot-sft': 5 },
    // 20,000 prompts are 52 batches of 384; two epochs are the paper's 104 steps.
    rlSteps: (pool, rollout) => 2 * Math.floor(pool / rollout),
    promptTokens: {
      plain: roundUp(PICTURE_TOKENS + FRAME_TOKENS),
      withPolicy: roundUp(PICTURE_TOKENS + FRAME_TOKENS + Math.max(...texts.map(tokensAtMost))),
    },
    disclosures: [
      'Reasoning is written by a template, a line per condition; the paper does not say how it made its reasoning.',
      'Labels are balanced: every case of a policy occurs equally often. The paper balances nothing, so its majority class is larger.',
      'Pictures come from our own renderer of CLEVR scenes, not from Blender.',
      'Policies come from our own generator; the true edge of a tree accumulates attributes, which the paper leaves open.',
    ],
  };
}

/**
 * Upper estimate of a text's tokens: the pieces that Qwen's tokenizer splits a text into before it merges anything (words,
 * single digits, punctuation, line ends), and a tenth for words that are more than one token.
 */
export function tokensAtMost(text: string): number {
  const pieces = text.match(/ ?\p{L}+|\d| ?[^\s\p{L}\d]+|\s*\n+|\s+/gu) ?? [];
  return Math.ceil(1.1 * pieces.length);
}

export function roundUp(tokens: number): number {
  return Math.ceil(tokens / 128) * 128;
}
