import { useEffect, useState } from 'react';

/** Time from one token to the next, ms: a small model writes a whole answer faster than anybody can watch. */
const PACE_MS = 45;

/**
 * How many of `count` tokens to show, one after the other, so that an answer can be watched as it is written.
 *
 * @param active false shows all at once
 */
export function usePaced(count: number, active: boolean): number {
  const [shown, setShown] = useState(0);
  const paced = active && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  // A new question starts with no tokens.
  const from = Math.min(shown, count);
  useEffect(() => {
    if (!paced) return;
    if (from !== shown) setShown(from);
    if (from >= count) return;
    const timer = setTimeout(() => setShown(from + 1), PACE_MS);
    return () => clearTimeout(timer);
  }, [paced, from, shown, count]);
  return paced ? from : count;
}
