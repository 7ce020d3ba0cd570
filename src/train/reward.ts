import { parseResponse } from '../tasks/clevr/encode';
import type { Reasoning } from '../tasks/clevr/policy/policy-tree';

/** w of method 2.1: the share of the format reward (EasyR1's default). */
export const FORMAT_WEIGHT = 0.1;

export interface Reward {
  /** 1 for the right case, else 0. */
  readonly accuracy: number;
  /** 1 for `<think> ... </think>`, a case and the end, else 0. */
  readonly format: number;
  /** (1 - w) accuracy + w format. */
  readonly total: number;
}

/** The rule reward of a generated response (method 2.1). */
export function reward(tokens: readonly number[], gold: Reasoning): Reward {
  const { reasoning, format } = parseResponse(tokens);
  const accuracy = reasoning.caseNumber === gold.caseNumber ? 1 : 0;
  return { accuracy, format, total: (1 - FORMAT_WEIGHT) * accuracy + FORMAT_WEIGHT * format };
}
