import { useState } from 'react';
import { keyOf } from '../../experiment/plan/key-of';
import { METHOD_PLANS } from '../../experiment/plan/methods';
import { experimentTitle, plainTitle } from '../../experiment/plan/presets';
import { Button } from '../design/controls';
import { ownRunOf } from '../state/own-run-of';
import { showOwnRun } from '../state/own-runs';
import { isActive } from '../state/run-view';
import { isCustomized } from '../state/setup-store';
import { showOnScreens, showRecording, useRun, useSetup, useShownRun, useUi } from '../state/stores';

/** Says whose results stand below when they are not of what is set up: nobody should take them for those of the setup. */
export function ShownResult() {
  const shown = useShownRun();
  const live = useRun((state) => state.live);
  const { runs: ownRuns, budget } = useRun((state) => state.own);
  const config = useSetup((state) => state.config);
  const customized = useSetup(isCustomized);
  const recordings = useUi((state) => state.recordings);
  const [failure, setFailure] = useState<string | null>(null);
  if (!shown || keyOf(shown.record.config) === keyOf(config)) return null;
  const experiment = experimentTitle(config);
  const { label } = METHOD_PLANS[config.method];
  const title = plainTitle(config);
  const recording = customized ? undefined : recordings.find((entry) => entry.title === title);
  const own = ownRunOf(config, ownRuns);
  // The trainer tells of the runs of this browser once it has read their list.
  const isRead = budget > 0;
  const runsNow = isActive(live) && live !== null && keyOf(live.record.config) === keyOf(config);
  return (
    <div className="notice shown-result" data-tone="plain" data-testid="shown-result">
      <p>
        <strong>Below: results of {shown.record.title}.</strong> What you have set up, {experiment} with{' '}
        {label}
        {customized && ' and changed settings'}, seed {config.seed},{' '}
        {runsNow
          ? 'runs now.'
          : own
            ? 'has run here.'
            : isRead
              ? 'has not run here.'
              : 'is another experiment.'}
      </p>
      {runsNow ? (
        <Button onPress={() => showOnScreens('live')}>Show your run of it</Button>
      ) : own ? (
        <Button onPress={() => void showOwnRun(own.id).then(setFailure)}>Show your run of it</Button>
      ) : (
        recording && <Button onPress={() => void showRecording(recording)}>Show a recording of it</Button>
      )}
      {failure && <p role="alert">{failure}</p>}
    </div>
  );
}
