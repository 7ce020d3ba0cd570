import { Input, Label, NumberField } from 'react-aria-components';
import './number-input.css';

/** A labelled number on one line; out of range or unreadable input falls back to the nearest allowed value. */
export function NumberInput({
  label,
  value,
  min,
  max,
  step = 1,
  isDisabled,
  onChange,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  isDisabled: boolean;
  onChange: (value: number) => void;
}) {
  return (
    <NumberField
      className="number-field"
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      isDisabled={isDisabled}
      formatOptions={{ maximumSignificantDigits: 6, useGrouping: false }}
      onChange={(next) => {
        if (Number.isFinite(next)) onChange(next);
      }}
    >
      <Label>{label}</Label>
      <Input />
    </NumberField>
  );
}
