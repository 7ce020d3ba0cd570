import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunRecord } from '../../experiment/record/run-record';
import type { Theme } from '../design/theme';
import { loadRecording } from '../state/recordings';
import { openRecordings, uiStore } from '../state/stores';
import type { StepId } from '../terms/lesson-steps';
import { isLessonRecord, recordingKey } from './facts';
import {
  type Predictions,
  type Progress,
  storedProgress,
  storeProgress,
  withoutPrediction,
  withPrediction,
  withRecording,
} from './progress';

interface LearnStore {
  readonly progress: Progress;
  /** The recording that the lesson tells of; undefined while it is looked for, null when there is none. */
  readonly record: RunRecord | null | undefined;
}

export const learnStore = createStore<LearnStore>(() => ({
  progress: storedProgress(() => localStorage),
  record: undefined,
}));

export const useLearn = <T>(select: (state: LearnStore) => T): T => useStore(learnStore, select);

function change(next: (progress: Progress) => Progress): void {
  learnStore.setState(({ progress }) => ({ progress: next(progress) }));
  storeProgress(() => localStorage, learnStore.getState().progress);
}

export const commit = <S extends StepId>(step: S, prediction: NonNullable<Predictions[S]>): void =>
  change((progress) => withPrediction(progress, step, prediction));

/** Takes a prediction back; what it revealed is hidden again. */
export const retract = (step: StepId): void => change((progress) => withoutPrediction(progress, step));

export const remember = (step: number): void => change((progress) => ({ ...progress, step }));

/**
 * Finds the recording of the lesson: the one that is shown, if it will do, else the first that does. Once. A visit that
 * ended in teacher mode goes on in it.
 */
export async function openLesson(): Promise<void> {
  if (learnStore.getState().progress.teacher) setTeacher(true);
  if (learnStore.getState().record) return;
  const record = await findRecord();
  learnStore.setState({ record });
  if (record) change((progress) => withRecording(progress, recordingKey(record)));
}

async function findRecord(): Promise<RunRecord | null> {
  await openRecordings();
  const { recording, recordings } = uiStore.getState();
  if (recording && isLessonRecord(recording.record)) return recording.record;
  for (const entry of recordings) {
    const record = await loadRecording(entry);
    if (record && isLessonRecord(record)) return record;
  }
  return null;
}

let themeBefore: Theme | null = null;

/** Teacher mode brings the projector theme with it, and gives the one before back. */
export function setTeacher(teacher: boolean): void {
  change((progress) => ({ ...progress, teacher }));
  const { theme } = uiStore.getState();
  if (teacher) {
    themeBefore = theme === 'projector' ? themeBefore : theme;
    uiStore.setState({ theme: 'projector' });
  } else if (theme === 'projector') {
    uiStore.setState({ theme: themeBefore ?? 'light' });
  }
}
