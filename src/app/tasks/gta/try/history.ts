const KEPT_STEPS = 200;

/** A thing being edited, with its steps back and forth. */
export interface History<T> {
  readonly past: readonly T[];
  readonly present: T;
  readonly future: readonly T[];
  /** The gesture that the last step belongs to; its next edit is part of the same step. */
  readonly gesture: string | null;
}

export function openHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], gesture: null };
}

/** A step done; one of the same gesture as the step before extends that step. */
export function done<T>(history: History<T>, present: T, gesture: string | null = null): History<T> {
  if (present === history.present) return history;
  const continues = gesture !== null && gesture === history.gesture;
  const past = continues ? history.past : [...history.past, history.present].slice(-KEPT_STEPS);
  return { past, present, future: [], gesture };
}

/** A step back; the same history where there is none. */
export function undone<T>({ past, present, future }: History<T>): History<T> {
  const last = past.at(-1);
  return last === undefined
    ? { past, present, future, gesture: null }
    : { past: past.slice(0, -1), present: last, future: [present, ...future], gesture: null };
}

/** A step forth again. */
export function redone<T>({ past, present, future }: History<T>): History<T> {
  const [next, ...rest] = future;
  return next === undefined
    ? { past, present, future, gesture: null }
    : { past: [...past, present], present: next, future: rest, gesture: null };
}
