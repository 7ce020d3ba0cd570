import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Whether the visitor is on the way to the class on the Compare screen. */
export const classChoice = createStore<{ readonly wanted: boolean }>(() => ({ wanted: false }));

export const useClassChoice = (): boolean => useStore(classChoice, ({ wanted }) => wanted);
