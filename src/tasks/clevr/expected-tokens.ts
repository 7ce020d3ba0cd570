import { IMAGE_SIZE, visualTokens } from '../../sequence/image';
import type { DatasetConfig } from '../dataset';
import type { SequenceTokens } from '../task';

/** Mean words of a condition's section in a policy, of a step of reasoning, of a query, and of a frame around them. */
const SECTION_WORDS = 8.5;
const STEP_WORDS = 4.5;
const QUERY_WORDS = 3;
const RESPONSE_FRAME = 4;
/** Of recorded runs of quick and m-quick: .20 to .41, over their RL. */
const DISTINCT = 0.27;
/** Decision nodes of a policy of N = 1 .. 6 layers (dataset card): paths on which nothing is left to ask end early. */
const DECISIONS = [1, 3, 7, 15, 30, 54] as const;

/**
 * Tokens that a crop adds to a policy, for N = 1 .. 6 layers (dataset card): one for every value that it shows, with what conditions
 * below take over.
 */
const CROP_TOKENS = [1, 1.9, 5.3, 14.7, 34.4, 65.7] as const;

/** Mean conditions of a policy: those of somebody's own are counted by their headings. */
function conditions({ layers, policies, own }: DatasetConfig): number {
  const named = DECISIONS[layers - 1];
  const counted = own?.match(/^\s*#/gm)?.length ?? named;
  return named + (counted - named) / policies;
}

export function clevrExpectedTokens(dataset: DatasetConfig): SequenceTokens {
  const { layers } = dataset;
  return {
    policy: SECTION_WORDS * conditions(dataset) + 4,
    prompt: visualTokens({ side: IMAGE_SIZE }) + QUERY_WORDS,
    response: STEP_WORDS * layers + RESPONSE_FRAME,
    distinct: DISTINCT,
  };
}

/** The same with the crops of ClevrPolicy-M. */
export function picturedExpectedTokens(dataset: DatasetConfig): SequenceTokens {
  const { policy, ...others } = clevrExpectedTokens(dataset);
  return { policy: policy + CROP_TOKENS[dataset.layers - 1], ...others };
}
