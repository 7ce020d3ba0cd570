import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type TaughtPolicy, teach } from '../../experiment/plan/teach';
import { goToScreen } from './screen';
import { setUpAs, setupStore } from './stores';

/** Whether a policy has come to the setup that the visitor has not seen there yet. */
export const taughtStore = createStore<{ readonly isNew: boolean }>(() => ({ isNew: false }));

export const useTaught = <T>(select: (state: { readonly isNew: boolean }) => T): T =>
  useStore(taughtStore, select);

/** Sets up an experiment that internalizes a policy of the visitor's, and shows it; starts nothing. */
export function teachPolicy(policy: TaughtPolicy): void {
  setUpAs(teach(setupStore.getState().config, policy));
  taughtStore.setState({ isNew: true });
  goToScreen('lab');
}
