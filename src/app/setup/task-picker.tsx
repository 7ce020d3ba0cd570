import { useRef } from 'react';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { counterpart, findPreset, OFFERED_TASKS, presetConfig } from '../../experiment/plan/presets';
import { TASK_NAMES } from '../../tasks/dataset';
import { Segmented } from '../design/controls';
import { withPiece } from '../pieces/lost-store';
import { setupStore } from '../state/stores';
import { tryChoice } from '../state/try-choice';
import { loadTaskUi, taskWords } from '../tasks/registry';

/** Which data set an experiment is about; another one brings the preset most like the one that was set. */
export function TaskPicker({ config, isDisabled }: { config: ExperimentConfig; isDisabled: boolean }) {
  const { kind } = config.dataset;
  const wanted = useRef(kind);
  return (
    <div className="task-picker">
      <h3 className="setup-label">Data set</h3>
      <Segmented
        label="Data set"
        value={kind}
        options={OFFERED_TASKS.map((value) => ({ value, label: TASK_NAMES[value] }))}
        isDisabled={isDisabled}
        onChange={(chosen) => {
          wanted.current = chosen;
          if (chosen === kind) return;
          // The screens change once they have what they are to show.
          void withPiece(
            `What ${TASK_NAMES[chosen]} shows`,
            () => loadTaskUi(chosen),
            () => {
              if (wanted.current !== chosen) return;
              const preset = counterpart(findPreset(config.preset), chosen);
              setupStore.getState().choosePreset(presetConfig(preset, config.method, config.seed));
              // Who goes on to Try it asks about what is set up.
              tryChoice.setState({ kind: chosen });
            },
          );
        }}
      />
      <p className="setup-task">{taskWords(kind).about}</p>
    </div>
  );
}
