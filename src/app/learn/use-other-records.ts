import { useEffect, useMemo } from 'react';
import type { RunRecord } from '../../experiment/record/run-record';
import { runList, useRunList } from '../state/runs';

/** The recordings published with the page, as far as they have come; those that the visitor took off the list too. */
export function useOtherRecords(): readonly RunRecord[] {
  useEffect(() => void runList.getState().load(), []);
  const entries = useRunList((state) => state.entries);
  const hidden = useRunList((state) => state.hidden);
  return useMemo(
    () => [...entries, ...hidden].filter(({ source }) => source === 'recording').map(({ record }) => record),
    [entries, hidden],
  );
}
