import { useStore } from 'zustand';
import { type AnswerStore, createAnswerStore } from './answers';
import { runStore } from './stores';

/** What the models say in Try it. */
export const answerStore = createAnswerStore(runStore.getState());

export const useAnswers = <T>(select: (state: AnswerStore) => T): T => useStore(answerStore, select);
