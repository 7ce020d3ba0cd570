import { createHash } from 'node:crypto';

/**
 * What differs between any two runs of the same code: build, date, device and measured times. "temperature" was a setting with one
 * value.
 */
export const UNLIKE = new Set(['provenance', 'seconds', 'prefillMs', 'prefillSpread', 'temperature']);

/** @returns {any} a record without what differs between any two runs, its keys in order. */
function alike(/** @type {any} */ value) {
  if (Array.isArray(value)) return value.map(alike);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .filter((key) => !UNLIKE.has(key))
      .sort()
      .map((key) => [key, alike(value[key])]),
  );
}

/** @returns {string} a short hash of all numbers of a run record: equal for two runs of code that computes the same. */
export function hashNumbers(/** @type {unknown} */ record) {
  return createHash('sha256')
    .update(JSON.stringify(alike(record)))
    .digest('hex')
    .slice(0, 16);
}
