import { useState } from 'react';
import type { OwnRun } from '../../worker/protocol';
import { showOwnRun } from '../state/own-runs';
import type { RecordingEntry } from '../state/recordings';
import { showOnScreens, showRecording, uiStore, useRun, useShownRun, useUi } from '../state/stores';
import { tryChoice } from '../state/try-choice';

/** Which runs are offered. */
export interface RunFilter {
  own(run: OwnRun): boolean;
  recording(entry: RecordingEntry): boolean;
}

const ALL: RunFilter = { own: () => true, recording: () => true };

/** Runs with a model to ask. */
export const hasModels: RunFilter = {
  own: ({ stages }) => stages.length > 0,
  recording: ({ model }) => model !== null,
};

const NO_FILES: ReadonlySet<string> = new Set();

/**
 * Chooses the run that the screens show: the live one, those that this browser keeps, one from a file, and the recordings.
 *
 * @param missing recordings that need the network
 */
export function RunChoice({
  label,
  filter = ALL,
  missing = NO_FILES,
}: {
  label: string;
  filter?: RunFilter;
  missing?: ReadonlySet<string>;
}) {
  const live = useRun((state) => state.live);
  const own = useRun((state) => state.own.runs);
  const { opened, recordings, recordingFile, shows } = useUi((state) => state);
  const shown = useShownRun();
  const [failure, setFailure] = useState<string | null>(null);
  const liveId = live?.record.id;
  const kept = own.filter((run) => run.id !== liveId && (filter.own(run) || run.id === shown?.record.id));
  const isFile = opened !== null && !own.some(({ id }) => id === opened.record.id);
  const yours = [
    ...(live ? [{ value: 'live', title: live.record.title }] : []),
    ...kept.map(({ id, name, date }) => ({ value: `own ${id}`, title: `${name}, ${day(date)}` })),
  ];
  const recorded = recordings.filter((entry) => filter.recording(entry) || entry.file === recordingFile);
  if (yours.length + recorded.length + Number(isFile) < 2) return null;
  const value =
    shows === 'recording' || !shown
      ? (recordingFile ?? '')
      : shown === live
        ? 'live'
        : isFile
          ? 'file'
          : `own ${shown.record.id}`;
  const choose = async (chosen: string) => {
    setFailure(null);
    const entry = recordings.find(({ file }) => file === chosen);
    if (entry) await showRecording(entry);
    else if (chosen.startsWith('own ')) setFailure(await showOwnRun(chosen.slice(4)));
    else showOnScreens(chosen === 'live' ? 'live' : 'opened');
    uiStore.setState({ stage: null });
    // Its models are asked about what they were taught.
    tryChoice.setState({ kind: null });
  };
  return (
    <div className="recording-choice">
      <label>
        <span className="visually-hidden">{label}</span>
        <select value={value} onChange={(event) => void choose(event.target.value)} data-testid="run-choice">
          {yours.length > 0 && <Options label="Your runs" options={yours} />}
          {isFile && opened && (
            <Options label="From a file" options={[{ value: 'file', title: opened.record.title }]} />
          )}
          <Options
            label="Recordings"
            options={recorded.map(({ file, title }) => ({
              value: file,
              title: missing.has(file) ? `${title} (needs the network)` : title,
              isDisabled: missing.has(file),
            }))}
          />
        </select>
      </label>
      {failure && <p role="alert">{failure}</p>}
    </div>
  );
}

function Options({
  label,
  options,
}: {
  label: string;
  options: readonly { readonly value: string; readonly title: string; readonly isDisabled?: boolean }[];
}) {
  return (
    <optgroup label={label}>
      {options.map(({ value, title, isDisabled }) => (
        <option key={value} value={value} disabled={isDisabled}>
          {title}
        </option>
      ))}
    </optgroup>
  );
}

/** "30 Nov, 14:05", in the visitor's time. */
function day(date: string): string {
  const time = new Date(date);
  return time.toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
}
