import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import { Button } from '../design/controls';
import { Icon } from '../design/icon';

/** Chooses one of the recorded RL steps, which need not lie next to each other. */
export function StepSlider({
  steps,
  chosen,
  planned,
  onChoose,
}: {
  /** Numbers of the recorded steps, from 0, ascending; not empty. */
  steps: readonly number[];
  chosen: number;
  planned: number;
  onChoose: (step: number) => void;
}) {
  const at = steps.indexOf(chosen);
  const words = `step ${chosen + 1} of ${planned}`;
  return (
    <div className="step-slider">
      <Button aria-label="Recorded step before" isDisabled={at <= 0} onPress={() => onChoose(steps[at - 1])}>
        <Icon name="back" />
      </Button>
      <Slider
        className="slider"
        minValue={0}
        maxValue={Math.max(1, steps.length - 1)}
        value={at}
        isDisabled={steps.length < 2}
        onChange={(next) => onChoose(steps[next])}
      >
        <div className="slider-words">
          <Label>RL step</Label>
          <SliderOutput className="numeric">{words}</SliderOutput>
        </div>
        <SliderTrack className="slider-track">
          {({ state }) => (
            <>
              <span
                className="slider-fill"
                style={{ width: `calc(${100 * state.getThumbPercent(0)}% + 0.5625rem)` }}
              />
              <SliderThumb className="slider-thumb" aria-valuetext={words} />
            </>
          )}
        </SliderTrack>
      </Slider>
      <Button
        aria-label="Next recorded step"
        isDisabled={at >= steps.length - 1}
        onPress={() => onChoose(steps[at + 1])}
      >
        <Icon name="chevron" />
      </Button>
    </div>
  );
}
