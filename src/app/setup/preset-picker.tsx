import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { estimateCost } from '../../experiment/plan/estimate';
import { findPreset, presetConfig, presetsOf } from '../../experiment/plan/presets';
import { taughtIn } from '../../experiment/plan/teach';
import { compactCount, compactFlops, roughDuration } from '../design/format';
import { setUpAs, useRun } from '../state/stores';

/** What a preset gives where a policy of the visitor's own takes the place of its policies. */
const WITH_OWN_POLICY = 'Teaches your own policy: the model, the stages and their steps are the preset’s.';

/** The presets of the data set as cards, each with what it costs with the method that is set. */
export function PresetPicker({ config, isDisabled }: { config: ExperimentConfig; isDisabled: boolean }) {
  const flopsPerSecond = useRun((state) => state.trainer.flopsPerSecond);
  return (
    <RadioGroup
      className="presets"
      value={config.preset}
      isDisabled={isDisabled}
      onChange={(name) => {
        const preset = findPreset(name);
        if (!preset) return;
        const chosen = presetConfig(preset, config.method, config.seed);
        setUpAs(taughtIn(chosen, config));
      }}
    >
      <Label className="setup-label">Experiment</Label>
      {presetsOf(config.dataset.kind).map((preset) => (
        <Radio key={preset.name} value={preset.name} className="preset">
          <span className="preset-title">{preset.title}</span>
          <span className="preset-summary">
            {config.dataset.own === undefined ? preset.description : WITH_OWN_POLICY}
          </span>
          <span className="preset-cost numeric">
            {describeCost(
              preset.name === config.preset
                ? config
                : taughtIn(presetConfig(preset, config.method, config.seed), config),
              flopsPerSecond,
              preset.name === config.preset,
            )}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}

/** Cost in words, of those that are not chosen its size alone; the time only once this device's speed has been measured. */
function describeCost(config: ExperimentConfig, flopsPerSecond: number | undefined, whole: boolean): string {
  const { parameters, tokens, flops, evaluationFlops } = estimateCost(config);
  if (flops === 0) return `${compactCount(parameters)} parameters, nothing is trained`;
  const seconds = flopsPerSecond && (flops + evaluationFlops) / flopsPerSecond;
  if (!whole && seconds) return roughDuration(seconds);
  if (!whole) return compactFlops(flops);
  return [
    `${compactCount(parameters)} parameters`,
    `${compactCount(tokens)} tokens`,
    compactFlops(flops),
    ...(seconds ? [`${roughDuration(seconds)} here`] : []),
  ].join(' · ');
}
