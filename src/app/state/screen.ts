import { useSyncExternalStore } from 'react';
import { addressOfScreen, screenInAddress } from './address';

/** The screens' names in the address, `?screen=rollouts`; the first is the one an address without a screen opens. */
export const SCREEN_IDS = ['lab', 'rollouts', 'try', 'compare', 'learn'] as const;
export type ScreenId = (typeof SCREEN_IDS)[number];

const changed = new EventTarget();

function subscribe(callback: () => void): () => void {
  addEventListener('popstate', callback);
  changed.addEventListener('go', callback);
  return () => {
    removeEventListener('popstate', callback);
    changed.removeEventListener('go', callback);
  };
}

const current = () => screenInAddress(location.search, SCREEN_IDS) as ScreenId;

/** The screen that the page's address names; it follows links, back and forward. */
export function useScreen(): ScreenId {
  return useSyncExternalStore(subscribe, current);
}

/** Shows a screen; the back button returns to the one before. */
export function goToScreen(id: ScreenId): void {
  if (current() === id) return;
  history.pushState(null, '', addressOfScreen(id, SCREEN_IDS, location.search, location.hash));
  scrollTo(0, 0);
  changed.dispatchEvent(new Event('go'));
}
