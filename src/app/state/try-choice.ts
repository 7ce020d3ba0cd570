import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Watch the models answer, or answer before them. */
export type Mode = 'watch' | 'play';

/** What the visitor wants of Try it, whatever is asked there. */
export interface TryChoice {
  readonly mode: Mode;
  /** Trained stages are also asked with the policy put back in the prompt. */
  readonly withPolicyToo: boolean;
}

export const tryChoice = createStore<TryChoice>(() => ({ mode: 'watch', withPolicyToo: false }));

export const useTryChoice = <T>(select: (state: TryChoice) => T): T => useStore(tryChoice, select);
