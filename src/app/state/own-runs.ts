import { runList } from './runs';
import { runStore, showRecord, uiStore } from './stores';

/** Shows a run of this browser, read from its storage; a sentence where it cannot be read. */
export async function showOwnRun(id: string): Promise<string | null> {
  const { live } = runStore.getState();
  const record = live?.record.id === id ? live.record : await runList.getState().read(id);
  if (!record) return 'This run cannot be read any more. It may have been deleted in another tab.';
  showRecord(record);
  return null;
}

/** Keeps the trainer told of what the visitor looks at and of changes to the list; returns the way to stop. */
export function followOwnRuns(): () => void {
  const leaves = [
    uiStore.subscribe(({ opened }, before) => {
      if (opened !== before.opened) runStore.getState().lookAt(opened?.record.id ?? null);
    }),
    runList.subscribe(({ changes }, before) => {
      if (changes !== before.changes) runStore.getState().tellOwn();
    }),
  ];
  return () => {
    for (const leave of leaves) leave();
  };
}
