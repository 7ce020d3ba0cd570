import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { readSetting, storeSetting } from '../design/settings';
import { isActive, type RunView } from '../state/run-view';
import { runStore } from '../state/stores';
import { chime } from './chime';
import { heldBack } from './waiting-words';

/** What somebody who waits for a run wants. */
interface Watch {
  /** A sound when a run ends. */
  readonly withSound: boolean;
  /** What the browser did to a run while its tab was hidden, as a sentence. */
  readonly whileHidden: string | null;
}

const watchStore = createStore<Watch>(() => ({
  withSound: readSetting('sound') === 'on',
  whileHidden: null,
}));

export const useWatch = <T>(select: (state: Watch) => T): T => useStore(watchStore, select);

export function setSound(on: boolean): void {
  storeSetting('sound', on ? 'on' : 'off');
  watchStore.setState({ withSound: on });
  // Browsers let a page sound only after a press: this one, which also says what will be heard.
  if (on) chime();
}

export function dismissHiddenNote(): void {
  watchStore.setState({ whileHidden: null });
}

/**
 * Sounds when a run ends, keeps the screen awake while one trains in view, and notices when the browser held it back in a hidden
 * tab; returns the way to stop.
 */
export function watchRun(): () => void {
  const awake = keepAwake();
  let hidden: { readonly at: number; readonly live: RunView } | null = null;
  const leave = runStore.subscribe(({ live }, before) => {
    if (live?.status === before.live?.status && live?.run === before.live?.run) return;
    awake(live?.status === 'running');
    const hasEnded = isActive(before.live) && (live?.status === 'finished' || live?.status === 'failed');
    if (hasEnded && watchStore.getState().withSound) chime();
  });
  const onVisibility = () => {
    const { live } = runStore.getState();
    if (document.hidden) {
      hidden = live?.status === 'running' ? { at: performance.now(), live } : null;
      return;
    }
    awake(live?.status === 'running');
    const note = hidden && live && heldBack(hidden.live, live, (performance.now() - hidden.at) / 1000);
    if (note) watchStore.setState({ whileHidden: note });
    hidden = null;
  };
  document.addEventListener('visibilitychange', onVisibility);
  return () => {
    leave();
    awake(false);
    document.removeEventListener('visibilitychange', onVisibility);
  };
}

/** Holds a wake lock while it is wanted and the page is in view, where the browser has such locks. */
function keepAwake(): (wanted: boolean) => void {
  let lock: WakeLockSentinel | null = null;
  let isWanted = false;
  return (wanted) => {
    isWanted = wanted;
    if (!wanted) {
      void lock?.release().catch(() => {});
      lock = null;
      return;
    }
    if (document.hidden || (lock && !lock.released)) return;
    navigator.wakeLock?.request('screen').then(
      (held) => {
        if (isWanted) lock = held;
        else void held.release().catch(() => {});
      },
      // A battery that runs low, a policy: the run goes on without.
      () => {},
    );
  };
}
