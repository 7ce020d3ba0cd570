import type { Score } from '../tasks/task';

/** w of method 2.1: the share of the format reward (EasyR1's default). */
export const FORMAT_WEIGHT = 0.1;

/** What a response earns. */
export interface Reward extends Score {
  /** (1 - w) accuracy + w format. */
  readonly total: number;
}

/** The reward of a response that its task has scored (method 2.1). */
export function reward(score: Score): Reward {
  return { ...score, total: (1 - FORMAT_WEIGHT) * score.accuracy + FORMAT_WEIGHT * score.format };
}
