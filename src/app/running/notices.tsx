import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { RetryGpu } from '../device/retry-gpu';
import { KeptRuns } from './kept-runs';
import './notices.css';
import { ThreadsNotice } from '../offline/threads-notice';
import { UpdateNotice } from '../offline/update-notice';
import type { RunView } from '../state/run-view';
import { dismissBackendNote, runStore, setUpAs, uiStore, useRun, useShownRun, useUi } from '../state/stores';
import { ShownRun } from './shown-run';
import { dismissHiddenNote, useWatch } from './watch-run';

/** Everything the page has to say in a sentence: failures, the address, what is being shown. */
export function Notices() {
  const notice = useUi((state) => state.notice);
  const trainer = useRun((state) => state.trainer);
  const live = useRun((state) => state.live);
  const shown = useShownRun();
  const whileHidden = useWatch((state) => state.whileHidden);
  const readNote = useUi((state) => state.readNote);
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
          <p>{shown === live ? live.failure : `${live.record.title}: ${live.failure}`}</p>
        </div>
      )}
      {live?.anomaly && (
        <AnomalyNotice
          message={shown === live ? live.anomaly : `${live.record.title}: ${live.anomaly}`}
          isPaused={live.status === 'paused'}
        />
      )}
      {shown?.notice && (
        <div className="notice">
          <p>{shown.notice}</p>
        </div>
      )}
      {live?.status === 'stopped' && live.isKept === false && <NothingKept live={live} />}
      {whileHidden && (
        <div className="notice" data-tone="plain" data-testid="while-hidden">
          <p>{whileHidden}</p>
          <Button kind="quiet" onPress={dismissHiddenNote}>
            Dismiss
          </Button>
        </div>
      )}
      <KeptRuns />
      {(trainer.backend?.isFault || !isSecureContext) &&
        trainer.backend?.note &&
        trainer.backend.note !== readNote && (
          <div className="notice" data-tone={trainer.backend.isFault ? undefined : 'plain'}>
            <p>{trainer.backend.note}</p>
            <RetryGpu />
            <Button kind="quiet" onPress={() => dismissBackendNote(trainer.backend?.note ?? '')}>
              Dismiss
            </Button>
          </div>
        )}
      <UpdateNotice />
      <ThreadsNotice />
      <ShownRun />
    </div>
  );
}

/** A run that was stopped before there was anything to keep, or where nothing could be stored. */
function NothingKept({ live }: { live: RunView }) {
  const { config, title, stages } = live.record;
  const isEarly = !stages.some(({ evaluation }) => evaluation !== null);
  return (
    <div className="notice" data-tone="plain" data-testid="nothing-kept">
      <p>
        {title} was stopped{' '}
        {isEarly
          ? 'in its first evaluation, before anything was trained: there is nothing to resume.'
          : 'and could not be stored: what you see of it is here until this tab closes.'}
      </p>
      <Button onPress={() => setUpAs(config)}>Set it up again</Button>
    </div>
  );
}

/** Training went wrong and waits for a decision. */
function AnomalyNotice({ message, isPaused }: { message: string; isPaused: boolean }) {
  const { rewind, resume, stop } = runStore.getState();
  return (
    <div className="notice" data-tone="failure" role="alert" data-testid="anomaly">
      <p>
        {message} With the same seed it would happen again: roll back to look at how it comes about, or stop
        and lower the learning rate.
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
