import * as v from 'valibot';

/**
 * Numbers that a run measured. A spoilt model measures NaN and infinities, and JSON has none of them: they are written as
 * text, and what was written before that, null, is NaN.
 */

/** JSON of a value in which every number comes back. */
export function jsonOfMeasured(value: unknown): string {
  return JSON.stringify(value, (_, one) =>
    typeof one === 'number' && !Number.isFinite(one) ? String(one) : one,
  );
}

const WRITTEN = new Set<unknown>(['NaN', 'Infinity', '-Infinity']);

function measurement(allowsNull: boolean) {
  return v.pipe(
    v.unknown(),
    v.rawTransform<unknown, number>(({ dataset: { value }, addIssue, NEVER }) => {
      if (typeof value === 'number') {
        return value;
      }
      if (WRITTEN.has(value)) {
        return Number(value);
      }
      if (allowsNull && value === null) {
        return Number.NaN;
      }
      addIssue({ message: 'it should be a number.' });
      return NEVER;
    }),
  );
}

/** A number of any kind. */
export const measured = measurement(false);

/** The same where null has no meaning of its own. */
export const measuredOrNull = measurement(true);
