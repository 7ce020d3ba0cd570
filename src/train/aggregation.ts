/** How token losses become one number (method 2.2). */
export const AGGREGATIONS = ['token-mean', 'seq-mean-token-mean', 'seq-mean-token-sum', 'dr-grpo'] as const;

/** Each name's bias is discussed in Liu et al. (2025), "Understanding R1-Zero-Like Training", who propose Dr. GRPO. */
export type Aggregation = (typeof AGGREGATIONS)[number];

/** DAPO's, and EasyR1's for both. */
export const USUAL_AGGREGATION: Aggregation = 'token-mean';

/** A batch of responses, as far as the weight of a token depends on it. */
export interface AggregatedBatch {
  readonly responses: number;
  /** Of all responses. */
  readonly tokens: number;
  /** Most tokens that a response may have: Dr. GRPO's constant. */
  readonly maxLength: number;
}

/**
 * The weight of a token's loss in that of its batch.
 *
 * @param length tokens of its response
 */
export function aggregationWeight(
  aggregation: Aggregation,
  length: number,
  { responses, tokens, maxLength }: AggregatedBatch,
): number {
  return {
    'token-mean': 1 / tokens,
    'seq-mean-token-mean': 1 / (responses * length),
    'seq-mean-token-sum': 1 / responses,
    'dr-grpo': 1 / (responses * maxLength),
  }[aggregation];
}

/**
 * The weight of every token, responses one behind the other.
 *
 * @param lengths tokens of each response
 */
export function aggregationWeights(
  lengths: readonly number[],
  aggregation: Aggregation,
  maxLength: number,
): number[] {
  const tokens = lengths.reduce((total, length) => total + length, 0);
  const batch = { responses: lengths.length, tokens, maxLength };
  return lengths.flatMap((length) =>
    Array<number>(length).fill(aggregationWeight(aggregation, length, batch)),
  );
}
