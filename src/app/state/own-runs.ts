import type { OwnRun } from '../../worker/protocol';
import { ownRunOf } from './own-run-of';
import { runList } from './runs';
import { addressIsSetUp } from './setup-address';
import { runStore, setupStore, showRecord, uiStore } from './stores';

/** Shows a run of this browser, read from its storage; a sentence where it cannot be read. */
export async function showOwnRun(id: string): Promise<string | null> {
  const { live } = runStore.getState();
  const record = live?.record.id === id ? live.record : await runList.getState().read(id);
  if (!record) return 'This run cannot be read any more. It may have been deleted in another tab.';
  showRecord(record);
  return null;
}

/**
 * After a reload shows the newest run of this browser if it is of what is set up, as soon as the trainer names it. A visitor who
 * has pressed anything by then keeps what is on the screens.
 *
 * @returns the way to stop
 */
export function showLastRun(): () => void {
  let isWanted = true;
  const stop = () => {
    isWanted = false;
    leave();
    for (const kind of PRESSES) removeEventListener(kind, stop, true);
  };
  const leave = runStore.subscribe(({ own }, before) => {
    if (own === before.own) return;
    leave();
    void show(own.runs[0]).finally(stop);
  });
  const show = async (newest: OwnRun | undefined) => {
    if (!newest) return;
    await addressIsSetUp();
    if (!isWanted || ownRunOf(setupStore.getState().config, [newest]) === undefined) return;
    const record = await runList.getState().read(newest.id);
    if (record && isWanted && !runStore.getState().live) showRecord(record);
  };
  for (const kind of PRESSES) addEventListener(kind, stop, true);
  return stop;
}

const PRESSES = ['pointerdown', 'keydown'] as const;

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
