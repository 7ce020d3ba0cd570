import { useState } from 'react';
import { METHOD_PLANS } from '../../experiment/methods';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { KeptRuns } from './kept-runs';
import './notices.css';
import { UpdateNotice } from '../offline/update-notice';
import { runStore, showRecording, uiStore, useRun, useShownRun, useUi } from '../state/stores';

/** Everything the page has to say in a sentence: failures, the address, what is being shown. */
export function Notices() {
  const notice = useUi((state) => state.notice);
  const trainer = useRun((state) => state.trainer);
  const live = useRun((state) => state.live);
  const shown = useShownRun();
  const [noteRead, setNoteRead] = useState(false);
  return (
    <div className="notices">
      {notice && (
        <div className="notice" role="alert">
          <p>{notice}</p>
          <Button kind="quiet" onPress={() => uiStore.setState({ notice: null })}>
            Dismiss
          </Button>
        </div>
      )}
      {trainer.failure && (
        <div className="notice" data-tone="failure" role="alert">
          <p>{trainer.failure}</p>
          <Button kind="quiet" onPress={() => runStore.getState().dismissFailure()}>
            Dismiss
          </Button>
          <Button onPress={() => runStore.getState().restart()}>
            <Icon name="again" />
            Restart the trainer
          </Button>
        </div>
      )}
      {live?.failure && live.failure !== trainer.failure && (
        <div className="notice" data-tone="failure" role="alert">
          <p>{live.failure}</p>
        </div>
      )}
      {live?.anomaly && <AnomalyNotice message={live.anomaly} isPaused={live.status === 'paused'} />}
      {shown?.notice && (
        <div className="notice">
          <p>{shown.notice}</p>
        </div>
      )}
      <KeptRuns />
      {trainer.backend?.note && !noteRead && (
        <div className="notice">
          <p>{trainer.backend.note}</p>
          <Button kind="quiet" onPress={() => setNoteRead(true)}>
            Dismiss
          </Button>
        </div>
      )}
      <UpdateNotice />
      <RecordingNotice />
    </div>
  );
}

/** Training went wrong and waits for a decision. */
function AnomalyNotice({ message, isPaused }: { message: string; isPaused: boolean }) {
  const { rewind, resume, stop } = runStore.getState();
  return (
    <div className="notice" data-tone="failure" role="alert" data-testid="anomaly">
      <p>
        {message} With the same seed it would happen again: go back to look at how it comes about, or stop and
        change the learning rate.
      </p>
      <div className="notice-actions">
        <Button kind="primary" isDisabled={!isPaused} onPress={() => rewind('checkpoint')}>
          <Icon name="undo" />
          Roll back to the last checkpoint
        </Button>
        <Button isDisabled={!isPaused} onPress={resume}>
          Go on
        </Button>
        <Button onPress={stop}>Stop</Button>
      </div>
    </div>
  );
}

/** Says that a recording is shown, where it was made, and offers to run the same experiment here. */
function RecordingNotice() {
  const live = useRun((state) => state.live);
  const ready = useRun((state) => state.trainer.backend !== null);
  const recording = useUi((state) => state.recording);
  const recordings = useUi((state) => state.recordings);
  if (live || !recording) return null;
  const { config, provenance, title } = recording.record;
  return (
    <div className="notice" data-tone="plain">
      <p>
        <strong>A recording:</strong> {title || `${METHOD_PLANS[config.method].label}, seed ${config.seed}`},
        made on {provenance.date.slice(0, 10)} with {provenance.backend} on {provenance.device}, build{' '}
        {provenance.build}.
      </p>
      {recordings.length > 1 && (
        <label className="recording-choice">
          <span className="visually-hidden">Recording to show</span>
          <select
            onChange={(event) => {
              const entry = recordings.find(({ file }) => file === event.target.value);
              if (entry) void showRecording(entry);
            }}
          >
            {recordings.map((entry) => (
              <option key={entry.file} value={entry.file}>
                {entry.title}
              </option>
            ))}
          </select>
        </label>
      )}
      <Button isDisabled={!ready} onPress={() => runStore.getState().start(config, false)}>
        <Icon name="play" />
        Run it yourself
      </Button>
    </div>
  );
}
