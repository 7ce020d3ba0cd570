import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ExperimentConfig } from '../../experiment/plan/config';
import type { Method, StageName } from '../../experiment/plan/methods';
import { DEFAULT_PRESET, findPreset, PRESETS, presetConfig } from '../../experiment/plan/presets';
import type { RunRecord } from '../../experiment/record/run-record';
import { connectTrainer } from '../../worker/client';
import { readSetting, storeSetting } from '../design/settings';
import { initialTheme, type Theme } from '../design/theme';
import { lostStore } from '../pieces/lost-store';
import { choosePreset, presetInAddress } from './address';
import {
  entryOf,
  loadRecording,
  loadRecordingIndex,
  loadWithAnswers,
  type RecordingEntry,
} from './recordings';
import { createRunStore, type RunStore } from './run-store';
import { type RunView, recordedRun } from './run-view';
import { createSetupStore, type SetupStore } from './setup-store';

const opening = choosePreset(
  presetInAddress(location.search, location.hash),
  PRESETS.map((preset) => preset.name),
  DEFAULT_PRESET,
);
const openingPreset = findPreset(opening.name) ?? PRESETS[0];
const OPENING_METHOD: Method = 'trimpi-poro-dapo';

export type Shows = 'live' | 'recording' | 'opened';

/** What the visitor looks at; nothing of it changes a run. */
interface UiStore {
  readonly theme: Theme;
  /** A sentence about the page's address, until the visitor dismisses it. */
  readonly notice: string | null;
  /** The stage the visitor chose to look at; null follows the run. */
  readonly stage: StageName | null;
  readonly recordings: readonly RecordingEntry[];
  /** The recording that was shown last, and its file. */
  readonly recording: RunView | null;
  readonly recordingFile: string | null;
  /** A run of the list that the visitor opened. */
  readonly opened: RunView | null;
  /** Which of them the screens show; the live run as soon as there is one. */
  readonly shows: Shows;
  /** The sentence on the backend that the visitor has dismissed. */
  readonly readNote: string | null;
  /** The recorded run is on the screen, or there is none: what is heavy may begin. */
  readonly firstViewDone: boolean;
}

/** What the visitor chose to train on; null: what is faster. */
export function preferredDevice(): 'webgpu' | 'wasm' | null {
  const wanted = readSetting('device');
  return wanted === 'webgpu' || wanted === 'wasm' ? wanted : null;
}

/** Trains on this from now on; the trainer starts anew. */
export function chooseDevice(wanted: 'webgpu' | 'wasm' | null): void {
  storeSetting('device', wanted ?? '');
  runStore.getState().restart();
}

export const runStore = createRunStore({
  connect: connectTrainer,
  now: () => new Date().toISOString(),
  preferred: preferredDevice,
  later: (callback, ms) => void setTimeout(callback, ms),
});
export const setupStore = createSetupStore(presetConfig(openingPreset, OPENING_METHOD, 1));
export const uiStore = createStore<UiStore>(() => ({
  theme: initialTheme(),
  notice: opening.notice,
  stage: null,
  recordings: [],
  recording: null,
  recordingFile: null,
  opened: null,
  shows: 'recording',
  readNote: readSetting('backend-note'),
  firstViewDone: false,
}));

export const useRun = <T>(select: (state: RunStore) => T): T => useStore(runStore, select);
export const useSetup = <T>(select: (state: SetupStore) => T): T => useStore(setupStore, select);
export const useUi = <T>(select: (state: UiStore) => T): T => useStore(uiStore, select);

/** What the screens draw. */
export function useShownRun(): RunView | null {
  return shownOf(
    useRun((state) => state.live),
    useUi((state) => state),
  );
}

/** The same, outside of drawing. */
export function shownRun(): RunView | null {
  return shownOf(runStore.getState().live, uiStore.getState());
}

function shownOf(live: RunView | null, { shows, recording, opened }: UiStore): RunView | null {
  return { live, recording, opened }[shows] ?? recording ?? live;
}

// Who starts a run wants to see it.
runStore.subscribe(({ live }, before) => {
  if (live && live.run !== before.live?.run) showOnScreens('live');
});

export function showOnScreens(shows: Shows): void {
  uiStore.setState({ shows, stage: null });
}

/** Shows a finished run: one of the page's recordings, with its model if that is published, or one of the list. */
export function showRecord(record: RunRecord): void {
  const entry = entryOf(record);
  if (runStore.getState().live?.record.id === record.id) {
    showOnScreens('live');
  } else if (entry) {
    uiStore.setState({ recording: recordedRun(record, entry.model), recordingFile: entry.file });
    showOnScreens('recording');
  } else {
    uiStore.setState({ opened: recordedRun(record) });
    showOnScreens('opened');
  }
}

/** Sets the setup to an experiment. */
export function setUpAs(config: ExperimentConfig): void {
  const preset = findPreset(config.preset);
  if (preset) {
    setupStore.setState({ config, preset: presetConfig(preset, config.method, config.seed) });
  }
}

/** Sets the setup to a preset by its name; null, or why not, as a sentence. */
export function setUpPreset(name: string): string | null {
  const { config } = setupStore.getState();
  const choice = choosePreset(
    name,
    PRESETS.map((preset) => preset.name),
    config.preset,
  );
  const preset = findPreset(choice.name);
  if (preset && choice.notice === null) {
    setupStore.getState().choosePreset(presetConfig(preset, config.method, config.seed));
  }
  return choice.notice;
}

export function dismissBackendNote(note: string): void {
  uiStore.setState({ readNote: note });
  storeSetting('backend-note', note);
}

let opened: Promise<void> | null = null;

/** Looks for recorded runs and shows the first; once, however often it is asked for, unless they did not arrive. */
export function openRecordings(): Promise<void> {
  const look = async () => {
    const recordings = await loadRecordingIndex();
    if (recordings === null) {
      opened = null;
      lostStore.setState({ lost: { what: 'The list of recordings', again: () => void openRecordings() } });
      return;
    }
    uiStore.setState({ recordings });
    if (recordings.length > 0) await showRecording(recordings[0]);
  };
  opened ??= look();
  return opened;
}

/**
 * Shows the first of the recorded runs, and once it is painted starts the trainer, a large download; resolves when the visitor
 * waits for nothing that is left to fetch.
 */
export async function openPage(): Promise<void> {
  await openRecordings();
  await painted();
  uiStore.setState({ firstViewDone: true });
  runStore.getState().open();
  await trainerSettled();
}

/** Until the trainer is there, or has said why not. */
function trainerSettled(): Promise<void> {
  return new Promise((resolve) => {
    const leave = runStore.subscribe(({ trainer }) => {
      if (!trainer.backend && !trainer.failure) return;
      leave();
      resolve();
    });
  });
}

export async function showRecording(entry: RecordingEntry): Promise<void> {
  const record = await loadRecording(entry);
  if (record) showRecord(record);
  else {
    const what = `The recording “${entry.title}”`;
    lostStore.setState({ lost: { what, again: () => void showRecording(entry) } });
  }
}

/** Fetches all answers of the recording on the screens, of which its record has some. */
export async function showAllAnswers(): Promise<void> {
  const { recording, recordings, recordingFile } = uiStore.getState();
  const entry = recordings.find(({ file }) => file === recordingFile);
  if (!recording || !entry?.answers) return;
  const record = await loadWithAnswers(entry).catch(() => null);
  if (!record) {
    const what = `The answers of the recording “${entry.title}”`;
    lostStore.setState({ lost: { what, again: () => void showAllAnswers() } });
  } else if (uiStore.getState().recording === recording) {
    uiStore.setState({ recording: { ...recording, record } });
  }
}

/** In a hidden tab nothing is painted, and nothing should wait for it for long. */
const LONGEST_PAINT_MS = 500;

/** After the next frame. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve, 0));
    setTimeout(resolve, LONGEST_PAINT_MS);
  });
}
