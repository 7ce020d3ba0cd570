import { METHOD_PLANS } from '../../experiment/plan/methods';
import { findPreset } from '../../experiment/plan/presets';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';
import { isActive } from '../state/run-view';
import { isCustomized } from '../state/setup-store';
import { setupStore, useRun, useSetup } from '../state/stores';
import { HyperParameters } from './hyper-parameters';
import { settingsStore } from './settings-store';
import './setup.css';

/** Every number of the setup, in view beside the presets. */
export function SettingsPanel() {
  const config = useSetup((state) => state.config);
  const customized = useSetup(isCustomized);
  const isDisabled = useRun((state) => isActive(state.live));
  const title = findPreset(config.preset)?.title ?? config.preset;
  return (
    <section className="panel settings-panel" aria-labelledby="settings-title">
      <div className="panel-head">
        <h3 id="settings-title">
          Settings of {title}, {METHOD_PLANS[config.method].label}
        </h3>
        <div className="settings-tools">
          {customized && (
            <Button kind="quiet" isDisabled={isDisabled} onPress={() => setupStore.getState().reset()}>
              Back to the preset
            </Button>
          )}
          <Button
            kind="quiet"
            aria-label="Close the settings"
            onPress={() => settingsStore.setState({ isOpen: false })}
          >
            <Icon name="cross" />
          </Button>
        </div>
      </div>
      {isDisabled && <p className="setup-meaning">A run is going on. Stop it to change the settings.</p>}
      <HyperParameters config={config} isDisabled={isDisabled} />
    </section>
  );
}
