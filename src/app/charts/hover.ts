import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** The step that the pointer is at, shared by all charts; null when it is at none. */
export const hoverStore = createStore<{ readonly step: number | null }>(() => ({ step: null }));

export const useHoveredStep = (): number | null => useStore(hoverStore, (state) => state.step);
