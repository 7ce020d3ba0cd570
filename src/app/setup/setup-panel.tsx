import { isImportedBase } from '../../experiment/plan/imported-base';
import { Button, Disclosure } from '../design/controls';
import { Icon } from '../design/icon';
import { useNarrow } from '../design/use-narrow';
import { SetupExport } from '../export/setup-export';
import { isActive } from '../state/run-view';
import { isCustomized } from '../state/setup-store';
import { setupStore, useRun, useSetup } from '../state/stores';
import { METHOD_MEANINGS } from '../terms/words';
import { DatasetFacts } from './dataset-facts';
import { HyperParameters } from './hyper-parameters';
import { MethodPicker } from './method-picker';
import { OwnPolicyCard } from './own-policy-card';
import { PresetPicker } from './preset-picker';
import { settingsStore, useSettings } from './settings-store';
import './setup.css';
import { TaskPicker } from './task-picker';

/** What Run would train: preset, method, data, hyper-parameters. Held still while a run goes on. */
export function SetupPanel() {
  const config = useSetup((state) => state.config);
  const customized = useSetup(isCustomized);
  const isNarrow = useNarrow();
  const isOpen = useSettings((state) => state.isOpen);
  const isDisabled = useRun((state) => isActive(state.live));
  return (
    <div className="setup">
      <h2 className="visually-hidden">Setup</h2>
      <TaskPicker config={config} isDisabled={isDisabled} />
      {!isNarrow && <OwnPolicyCard config={config} isDisabled={isDisabled} />}
      <PresetPicker config={config} isDisabled={isDisabled} />
      {customized && (
        <p className="setup-changed">
          Changed from the preset
          {isImportedBase(config.base) && <>, starts from the imported model “{config.base}”</>}.
          <Button kind="quiet" isDisabled={isDisabled} onPress={() => setupStore.getState().reset()}>
            Reset
          </Button>
        </p>
      )}
      {isNarrow ? (
        <Disclosure title="Settings">
          <HyperParameters config={config} isDisabled={isDisabled} />
        </Disclosure>
      ) : (
        <Button
          aria-expanded={isOpen}
          onPress={() => settingsStore.setState({ isOpen: !isOpen })}
          data-testid="settings"
        >
          <Icon name="pencil" />
          {isOpen ? 'Close the settings' : 'Settings …'}
        </Button>
      )}
      <MethodPicker method={config.method} isDisabled={isDisabled} />
      <p className="setup-meaning">
        {isDisabled ? 'A run is going on. Stop it to change the setup.' : METHOD_MEANINGS[config.method]}
      </p>
      <DatasetFacts config={config} />
      <SetupExport config={config} />
    </div>
  );
}
