import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** The panel of settings beside the presets. */
interface SettingsStore {
  readonly isOpen: boolean;
  /** What the last edit moved besides the number that was edited, a sentence each. */
  readonly notes: readonly string[];
}

export const settingsStore = createStore<SettingsStore>(() => ({ isOpen: false, notes: [] }));

export const useSettings = <T>(select: (state: SettingsStore) => T): T => useStore(settingsStore, select);
