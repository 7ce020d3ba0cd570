import { useStore } from 'zustand';
import { readSetting, storeSetting } from '../design/settings';
import { createQueueStore, type QueueStore } from './queue-store';
import { runStore, uiStore } from './stores';

const NAME = 'queue';

/** The queue of this page. */
export const queueStore = createQueueStore({
  runs: runStore,
  read: () => readSetting(NAME) || null,
  write: (text) => storeSetting(NAME, text),
  claim,
  watchOthers,
  start(run, isFirst) {
    const { shows, stage } = uiStore.getState();
    run();
    if (!isFirst && shows !== 'live') uiStore.setState({ shows, stage });
  },
});

export const useQueue = <T>(select: (state: QueueStore) => T): T => useStore(queueStore, select);

// What another tab does to the queue is seen here.
globalThis.window?.addEventListener('storage', ({ key, newValue }) => {
  if (key === NAME) queueStore.getState().follow(newValue || null);
});

const LOCK = 'trimpi-queue';

/** This tab holds the lock itself only while it works on the queue, and then follows nobody. */
function watchOthers(tell: (isElsewhere: boolean) => void): void {
  const { locks } = globalThis.navigator ?? {};
  if (!locks) return;
  const look = async () => {
    const { held = [] } = await locks.query();
    if (!held.some(({ name }) => name === LOCK)) return;
    tell(true);
    await locks.request(LOCK, { mode: 'shared' }, () => {});
    tell(false);
  };
  // Locks that do not answer: nothing is known of other tabs.
  look().catch(() => {});
}

/** The lock of the queue; without locks every tab may change it. */
function claim(): Promise<(() => void) | null> {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    navigator.locks
      .request(LOCK, { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((release) => resolve(() => release()));
      })
      .catch(() => resolve(() => {}));
  });
}
