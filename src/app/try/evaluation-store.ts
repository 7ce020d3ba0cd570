import { useStore } from 'zustand';
import { runStore } from '../state/stores';
import { createEvaluationStore, type EvaluationStore } from './set-evaluation';

/** The evaluation on a set of the visitor's own; it goes on while another screen is shown. */
export const evaluationStore = createEvaluationStore(runStore.getState());

export const useEvaluation = <T>(select: (state: EvaluationStore) => T): T =>
  useStore(evaluationStore, select);
