import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { ExperimentConfig } from '../../experiment/config';
import { compactCount, duration, shortNumber } from '../design/format';
import { setupStore } from '../state/stores';
import { costOf, PRESETS } from './catalogue';

/** The presets as cards, each with what it costs with the method that is set. */
export function PresetPicker({ config, isDisabled }: { config: ExperimentConfig; isDisabled: boolean }) {
  return (
    <RadioGroup
      className="presets"
      value={config.preset}
      isDisabled={isDisabled}
      onChange={(name) => {
        const preset = PRESETS.find((candidate) => candidate.name === name);
        if (preset) setupStore.getState().choosePreset(preset.config);
      }}
    >
      <Label className="setup-label">Experiment</Label>
      {PRESETS.map((preset) => (
        <Radio key={preset.name} value={preset.name} className="preset">
          <span className="preset-title">{preset.title}</span>
          <span className="preset-summary">{preset.summary}</span>
          <span className="preset-cost numeric">
            {describeCost(
              preset.name === config.preset ? config : { ...preset.config, method: config.method },
            )}
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}

function describeCost(config: ExperimentConfig): string {
  const { parameters, flops, seconds } = costOf(config);
  const work = `${shortNumber(flops / 1e12)} TFLOP`;
  const time = seconds === null ? [] : [`about ${duration(seconds)} here`];
  return [`${compactCount(parameters)} parameters`, work, ...time].join(' · ');
}
