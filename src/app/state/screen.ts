import { useSyncExternalStore } from 'react';
import { addressOfScreen, screenInAddress } from './address';
import { goToAddress, onAddressChange } from './page-address';

/** The screens' names in the address, `?screen=rollouts`; the first is the one an address without a screen opens. */
export const SCREEN_IDS = ['lab', 'rollouts', 'try', 'compare', 'learn'] as const;
export type ScreenId = (typeof SCREEN_IDS)[number];

const current = () => screenInAddress(location.search, SCREEN_IDS) as ScreenId;

/** The screen that the page's address names; it follows links, back and forward. */
export function useScreen(): ScreenId {
  return useSyncExternalStore(onAddressChange, current);
}

/** Shows a screen; the back button returns to the one before. */
export function goToScreen(id: ScreenId): void {
  if (current() === id) return;
  goToAddress(addressOfScreen(id, SCREEN_IDS, location.search, location.hash));
}
