import { useStore } from 'zustand';
import type { RunStorage } from '../../experiment/record/run-store-db';
import { followFinishedRuns } from './finished-runs';
import { loadRecording, loadRecordingIndex } from './recordings';
import { createRunList, type RunListStore } from './run-list';
import { runStore } from './stores';

let storage: RunStorage | null = null;

/** The runs that this browser knows, for the Compare screen. */
export const runList = createRunList({
  storage: async () => {
    const { createRunStorage, openRunTable } = await import('../../experiment/record/run-store-db');
    storage ??= createRunStorage(openRunTable);
    return storage;
  },
  recordings: async (found) => {
    const index = await loadRecordingIndex();
    let lost = index === null ? 1 : 0;
    for (const entry of index ?? []) {
      const record = await loadRecording(entry);
      if (record) found(record);
      else lost += 1;
    }
    return lost;
  },
});

export const useRunList = <T>(select: (state: RunListStore) => T): T => useStore(runList, select);

/** Puts every run on the list when it finishes; returns the way to stop. */
export function keepFinishedRuns(): () => void {
  return followFinishedRuns(runStore.getState(), runList);
}
