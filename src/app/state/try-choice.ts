import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { TaskKind } from '../../tasks/dataset';

/** Watch the models answer, or answer before them. */
export type Mode = 'watch' | 'play';

/** What the visitor wants of Try it, whatever is asked there. */
export interface TryChoice {
  /** The data set that is asked about; null: that of the run on the screens. */
  readonly kind: TaskKind | null;
  readonly mode: Mode;
  /** Trained stages are also asked with the policy put back in the prompt. */
  readonly withPolicyToo: boolean;
}

export const tryChoice = createStore<TryChoice>(() => ({
  kind: null,
  mode: 'watch',
  withPolicyToo: false,
}));

export const useTryChoice = <T>(select: (state: TryChoice) => T): T => useStore(tryChoice, select);
