import { Workbox } from 'workbox-window';
import { createStore } from 'zustand/vanilla';

/** Whether a newer version of the page waits to take over. */
export const updateStore = createStore<{ waiting: boolean }>(() => ({ waiting: false }));

/**
 * Whether a reload would isolate the page, which gives WebAssembly threads: its host sets no such headers, and since it was
 * loaded a service worker has come that adds them.
 */
export const threadsStore = createStore<{ afterReload: boolean }>(() => ({ afterReload: false }));

/** Held by every tab of the page while it is open. */
const OPEN_TAB = 'trimpi-tab';

let workbox: Workbox | null = null;

/**
 * Keeps the page for visits without a network: a service worker fetches it once more, whole. A newer version waits until the
 * visitor asks for it, or until no tab of the page is left: it never takes over a tab that trains.
 */
export async function keepOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  void navigator.locks.request(OPEN_TAB, { mode: 'shared' }, () => new Promise(() => {}));
  offerThreads();
  workbox = new Workbox('./sw.js');
  workbox.addEventListener('waiting', () => updateStore.setState({ waiting: true }));
  try {
    await workbox.register();
  } catch {
    // A browser that refuses (a private window, say) has the page from the network, as it had it now.
  }
}

/** Reloads the page with the version that waits; or says, in a sentence, why not now. */
export async function update(): Promise<string | null> {
  const { held = [] } = await navigator.locks.query();
  if (held.filter(({ name }) => name === OPEN_TAB).length > 1)
    return 'This page is open in another tab too, and the newer version would replace it there as well: close that one first.';
  workbox?.addEventListener('controlling', () => location.reload());
  workbox?.messageSkipWaiting();
  return null;
}

/** A page that a service worker served before, or a frame of another page, is as isolated as a reload could make it. */
function offerThreads(): void {
  const workers = navigator.serviceWorker;
  if (crossOriginIsolated || workers.controller || window.top !== window) return;
  workers.addEventListener('controllerchange', () => threadsStore.setState({ afterReload: true }), {
    once: true,
  });
}
