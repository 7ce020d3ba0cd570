import type { RolloutSource } from './rollout-group';

/** What DAPO adds to GRPO besides its constants (Yu et al., 2025; method 2.3): dynamic sampling and overlong shaping. */

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

/** Control with statistics per source: a group teaches as long as one of its sources does. */
export function dropReasonBySource(
  accuracies: readonly number[],
  sources: readonly RolloutSource[],
): DropReason | null {
  const reasons = (['no-policy', 'policy-aware'] as const).map((source) =>
    dropReason(accuracies.filter((_, i) => sources[i] === source)),
  );
  if (reasons.includes(null)) {
    return null;
  }
  return reasons[0] === reasons[1] ? reasons[0] : 'each source alike';
}

/** Tokens before the length limit over which the overlong punishment grows. */
export const OVERLONG_BUFFER = 6;

/**
 * Soft overlong punishment: 0 up to maxLength - buffer tokens, then linear to -1 at maxLength.
 */
export function overlongPenalty(length: number, maxLength: number, buffer: number): number {
  const over = length - (maxLength - buffer);
  return over <= 0 ? 0 : Math.max(-1, -over / buffer);
}
