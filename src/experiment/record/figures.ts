import type { RunRecord } from './run-record';

/** What differs between any two runs of the same code: measured times. */
export const TIMES: ReadonlySet<string> = new Set(['seconds', 'prefillMs', 'prefillSpread']);

/**
 * All numbers of a run that do not depend on the clock, as text: two runs of the same code, seed and backend give the same. Keys are
 * in order, because a checkpoint that is read gives them in another.
 */
export function figures({ stages, rollouts }: Pick<RunRecord, 'stages' | 'rollouts'>): string {
  return JSON.stringify({ stages, rollouts }, (key, value) => (TIMES.has(key) ? undefined : inOrder(value)));
}

function inOrder(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
}

/**
 * The first place where two JSON values differ, with what stands there; null when they are the same.
 *
 * @param passedOver keys of what may differ
 */
export function firstDifference(
  a: unknown,
  b: unknown,
  passedOver: ReadonlySet<string> = TIMES,
  path = '',
): string | null {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) {
    // JSON has one zero only.
    return Object.is(a, b) || a === b ? null : `${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
  }
  const [left, right] = [a, b] as Record<string, unknown>[];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = passedOver.has(key)
      ? null
      : firstDifference(left[key], right[key], passedOver, `${path}/${key}`);
    if (found) {
      return found;
    }
  }
  return null;
}
