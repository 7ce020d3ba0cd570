import { METHOD_PLANS } from '../../experiment/plan/methods';
import { experimentTitle } from '../../experiment/plan/presets';
import { Button } from '../design/controls';
import { showRecording, useSetup, useShownRun, useUi } from '../state/stores';

/** Says whose results stand below when they are not of what is set up: nobody should take them for those of the setup. */
export function ShownResult() {
  const shown = useShownRun();
  const config = useSetup((state) => state.config);
  const recordings = useUi((state) => state.recordings);
  if (!shown) return null;
  const of = shown.record.config;
  const isSame = of.method === config.method && of.seed === config.seed;
  if (isSame && of.preset === config.preset && of.dataset.own === config.dataset.own) return null;
  const title = experimentTitle(config);
  const { label } = METHOD_PLANS[config.method];
  const recording = recordings.find((entry) => entry.title === `${label}, ${title}, seed ${config.seed}`);
  return (
    <div className="notice shown-result" data-tone="plain" data-testid="shown-result">
      <p>
        <strong>Below: results of {shown.record.title}.</strong> What you have set up, {title} with {label},
        seed {config.seed}, has not run here.
      </p>
      {recording && <Button onPress={() => void showRecording(recording)}>Show a recording of it</Button>}
    </div>
  );
}
