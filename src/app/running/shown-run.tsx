import { useState } from 'react';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { plainTitle } from '../../experiment/plan/presets';
import type { RunRecord } from '../../experiment/record/run-record';
import { Button } from '../design/controls';
import { percent } from '../design/format';
import { Icon } from '../design/icon';
import { useKeptRecordings } from '../offline/kept-recordings';
import { isActive, type RunView } from '../state/run-view';
import { goToScreen } from '../state/screen';
import { headlineOf } from '../state/stage-state';
import { runStore, setUpAs, useRun, useShownRun, useUi } from '../state/stores';
import { taskWords } from '../tasks/registry';
import { KeepForGood } from './keep-for-good';
import { RunChoice } from './run-choice';

/** Says whose run is on the screens, in a newcomer's words, and leads to the others. */
export function ShownRun() {
  const live = useRun((state) => state.live);
  const shown = useShownRun();
  if (!shown || (shown === live && live.status !== 'finished')) return null;
  return (
    <section className="notice shown-run" data-tone="plain" aria-label="Run on the screens">
      <div className="shown-what">
        <p>
          {shown === live ? <YourRun run={shown} /> : <FinishedRun run={shown} />}
          {isActive(live) && shown !== live && <> Your own run goes on meanwhile.</>}
        </p>
        <details>
          <summary>How it was made</summary>
          <p>{provenanceInWords(shown.record)}</p>
        </details>
      </div>
      <Choice />
      {shown === live ? <Onward run={shown} /> : <Beginnings run={shown} />}
      {shown === live && <KeepForGood />}
    </section>
  );
}

function FinishedRun({ run }: { run: RunView }) {
  const { dataset } = run.record.config;
  const { taught } = taskWords(dataset.kind);
  const isRecording = useUi((state) => state.shows === 'recording');
  const isOwn = useRun(({ own }) => own.runs.some(({ id }) => id === run.record.id));
  const { base, internalized } = headlineOf(run, null);
  const result = internalized?.evaluation.endTask;
  return (
    <>
      <strong>
        {isRecording
          ? 'A recording: '
          : `${isOwn ? 'Your run of an earlier visit' : 'A run on the list'}, ${run.record.title}: `}
      </strong>
      {result && base ? (
        <>
          a small vision-language model trained on {taught(dataset)}, until it needs no policy in its prompt:{' '}
          {percent(base.inContext.value)} right with the policy in the prompt, {percent(result.value)} with it
          internalized.
        </>
      ) : (
        base && (
          <>the base model reads the policy in its prompt and is right for {percent(base.inContext.value)}.</>
        )
      )}
    </>
  );
}

function YourRun({ run }: { run: RunView }) {
  const collapses = run.record.stages.flatMap(({ collapse }) => collapse ?? []);
  return (
    <>
      <strong>Your run</strong>, {METHOD_PLANS[run.record.config.method].label}, is finished
      {run.unkept === null
        ? ' and on the list in Compare.'
        : `. It is on the list in Compare only until this tab closes: ${run.unkept}`}
      {collapses.length > 0 && <> Its training collapsed. {collapses.join(' ')}</>}
      {collapses.length === 0 && /^(m-)?micro$/.test(run.record.config.preset) && (
        <>
          {' '}
          Micro shows the machinery and is far too short to learn: a result near zero is what it gives. For a
          model that learns, choose First run.
        </>
      )}
    </>
  );
}

/** Where to go from a run of one's own. */
function Onward({ run }: { run: RunView }) {
  return (
    <div className="notice-actions">
      {METHOD_PLANS[run.record.config.method].rl && (
        <Button onPress={() => goToScreen('rollouts')}>See its rollouts</Button>
      )}
      <Button onPress={() => goToScreen('compare')}>Compare it</Button>
    </div>
  );
}

/** Where to go from somebody else's. */
function Beginnings({ run }: { run: RunView }) {
  const ready = useRun((state) => state.trainer.backend !== null);
  const busy = useRun((state) => isActive(state.live));
  const { config } = run.record;
  return (
    <div className="notice-actions">
      <Button kind="primary" onPress={() => goToScreen('learn')}>
        Take the lesson
      </Button>
      {!busy && (
        <Button
          isDisabled={!ready}
          onPress={() => {
            setUpAs(config);
            runStore.getState().start(config, false);
          }}
        >
          <Icon name="play" />
          Run it yourself
        </Button>
      )}
    </div>
  );
}

/** The runs that the screens can show, and which recordings are here without a network. */
function Choice() {
  const recordings = useUi((state) => state.recordings);
  const { missing, left, keep } = useKeptRecordings(recordings);
  const [said, setSaid] = useState<string | null>(null);
  return (
    <div className="recording-choices">
      <RunChoice label="Run to show" missing={missing} />
      {left > 0 && (
        <Button kind="quiet" onPress={() => void keep().then(setSaid)} data-testid="keep-recordings">
          Keep all recordings for visits without a network (about 5 MB)
        </Button>
      )}
      {missing.size > 0 && (
        <p className="kept-notes">
          Without a network, {missing.size} of {recordings.length} recordings are not here.
        </p>
      )}
      {said && <p role="alert">{said}</p>}
    </div>
  );
}

function provenanceInWords({ config, provenance, title }: RunRecord): string {
  const { date, backend, device, build } = provenance;
  const what = title || plainTitle(config);
  return `${what}; made on ${date.slice(0, 10)} with ${backend} on ${device}, build ${build}.`;
}
