import { TASK_NAMES } from '../../../tasks/dataset';
import { tokensAtMost } from '../../../tasks/large-model-tokens';
import { taskOf } from '../../../tasks/registry';
import type { PaperScale } from '../../../tasks/task';
import type { ExperimentConfig } from '../../plan/config';
import { policyPictureSize } from '../export-dataset';

/** All that the recipes know of one task; the other half is the module of its name in python/trimpi_recipe. */
export interface RecipeTask extends Omit<PaperScale, 'policies' | 'question'> {
  /** Most tokens of a prompt, images included, with room to spare: as it is, and with the policy in it. */
  readonly promptTokens: { readonly plain: number; readonly withPolicy: number };
  /** Most pictures of a prompt with the policy in it. */
  readonly pictures: number;
  /** The data set of others that the data is made from; null for drawn data. */
  readonly published: string | null;
}

/** Side of an exported picture, pixels. */
export const PICTURE_SIZE = 448;
/** The two tokens around a picture, and its name where a question has several. */
const PICTURE_FRAME = 8;
const PICTURE_TOKENS = qwenTokens(PICTURE_SIZE) + PICTURE_FRAME;

/** A picture in a policy, with the two tokens around it. */
const POLICY_PICTURE_TOKENS = qwenTokens(policyPictureSize(PICTURE_SIZE)) + 2;

/** Chat template and format instruction. */
const FRAME_TOKENS = 160;

export function recipeTask({ dataset }: ExperimentConfig): RecipeTask {
  const scaled = taskOf(dataset.kind).paperScale?.(dataset);
  if (!scaled) {
    throw new Error(`There is no recipe for ${TASK_NAMES[dataset.kind]} at the paper’s scale yet.`);
  }
  return fitted(scaled);
}

/** A task with the lengths that its policies and questions need. */
export function fitted({ policies, question, ...scale }: PaperScale): RecipeTask {
  const longest = Math.max(
    ...policies.map(({ text, pictures }) => tokensAtMost(text) + pictures * POLICY_PICTURE_TOKENS),
  );
  const plain = FRAME_TOKENS + question.tokens + question.pictures * PICTURE_TOKENS;
  return {
    ...scale,
    promptTokens: { plain: roundUp(plain), withPolicy: roundUp(plain + longest) },
    published: null,
    pictures: question.pictures + Math.max(...policies.map(({ pictures }) => pictures)),
  };
}

export function roundUp(tokens: number): number {
  return Math.ceil(tokens / 128) * 128;
}

/** Tokens that Qwen2.5-VL makes of a square picture: one for 28 x 28 pixels, after rounding its side to a multiple of them. */
function qwenTokens(side: number): number {
  return Math.round(side / 28) ** 2;
}
