import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';

/** A guess from 0 to 100 %. */
export function PercentGuess({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <Slider
      className="guess-slider"
      value={value}
      minValue={0}
      maxValue={100}
      onChange={onChange}
      formatOptions={{ style: 'unit', unit: 'percent' }}
    >
      <Label className="visually-hidden">{label}</Label>
      <SliderOutput className="guess-value numeric">{`${value}\u00a0%`}</SliderOutput>
      <SliderTrack className="guess-track">
        <span className="guess-fill" style={{ width: `${value}%` }} />
        <SliderThumb className="guess-thumb" />
      </SliderTrack>
      <span className="guess-axis numeric" aria-hidden="true">
        <span>0</span>
        <span>50</span>
        <span>100{'\u00a0'}%</span>
      </span>
    </Slider>
  );
}
