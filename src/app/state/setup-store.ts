import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { keyOf } from '../../experiment/plan/key-of';
import type { Method } from '../../experiment/plan/methods';

/** The experiment being set up: what Run would train. */
export interface SetupStore {
  readonly config: ExperimentConfig;
  /** The preset's own config, to tell what the visitor changed. */
  readonly preset: ExperimentConfig;
  choosePreset(preset: ExperimentConfig): void;
  /** Back to the preset, with the method and seed that are set. */
  reset(): void;
  chooseMethod(method: Method): void;
  edit(change: (config: ExperimentConfig) => ExperimentConfig): void;
}

export function createSetupStore(preset: ExperimentConfig): StoreApi<SetupStore> {
  return createStore<SetupStore>((set) => ({
    config: preset,
    preset,
    choosePreset: (chosen) => set({ preset: chosen, config: chosen }),
    reset: () =>
      set(({ config, preset }) => ({ config: { ...preset, method: config.method, seed: config.seed } })),
    chooseMethod: (method) => set((state) => ({ config: { ...state.config, method } })),
    edit: (change) => set((state) => ({ config: change(state.config) })),
  }));
}

/** Whether anything but method and seed differs from the preset. */
export function isCustomized({ config, preset }: Pick<SetupStore, 'config' | 'preset'>): boolean {
  // What an address or a record says has its fields in another order.
  return keyOf({ ...config, method: preset.method, seed: preset.seed }) !== keyOf(preset);
}
