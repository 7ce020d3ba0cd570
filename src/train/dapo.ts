import type { PolicyLossOptions } from './objectives';

/** DAPO (Yu et al., 2025; method 2.3): a higher upper clip, no KL, dynamic sampling, overlong shaping. */
export const DAPO: PolicyLossOptions = { clipLow: 0.2, clipHigh: 0.28, dualClip: 3, klBeta: 0 };

/** Rounds of refilling before training stops early. */
export const MAX_SAMPLING_TRIES = 20;

/** The last one only where each source has its own statistics: a source is all right, the other all wrong. */
export type DropReason = 'all correct' | 'all wrong' | 'each source alike';

/**
 * Dynamic sampling: a group whose accuracies are all equal has nothing to teach. The filter is on ACCURACY: on the
 * weighted reward it would keep all-wrong groups in which only the format differs.
 *
 * @returns why the group is dropped, or null to keep it
 */
export function dropReason(accuracies: readonly number[]): DropReason | null {
  if (accuracies.some((accuracy) => accuracy !== accuracies[0])) {
    return null;
  }
  return accuracies[0] > 0 ? 'all correct' : 'all wrong';
}

/**
 * Soft overlong punishment: 0 up to maxLength - buffer tokens, then linear to -1 at maxLength.
 */
export function overlongPenalty(length: number, maxLength: number, buffer: number): number {
  const over = length - (maxLength - buffer);
  return over <= 0 ? 0 : Math.max(-1, -over / buffer);
}
