import { useId, useRef, useState } from 'react';
import { Input, Label, NumberField } from 'react-aria-components';
import './number-input.css';

/** What a number means and what it may be, for fields that say so. */
export interface NumberFacts {
  /** A line on what the number does. */
  readonly help?: string;
  /** What it is without a change; the field is marked where it is another. */
  readonly usual: number;
}

/** A labelled number; out of range or unreadable input falls back to the nearest allowed value, and says so. */
export function NumberInput({
  label,
  value,
  min,
  max,
  step = 1,
  facts,
  isDisabled,
  onChange,
}: {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  /** Shown below the field. */
  facts?: NumberFacts;
  isDisabled: boolean;
  onChange: (value: number) => void;
}) {
  const typed = useRef<string | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const factsId = useId();
  const judge = () => {
    const text = typed.current;
    typed.current = null;
    if (text === null) return;
    const wanted = Number(text);
    const isAllowed =
      text.trim() !== '' && wanted >= min && wanted <= max && (step < 1 || (wanted - min) % step === 0);
    setRefused(isAllowed ? null : { text: text.trim() || 'nothing', used: null });
  };
  // What is used instead is known once the change is through; a later change has nothing to do with what was refused.
  if (refused?.used === null) setRefused({ ...refused, used: value });
  const refusal = refused !== null && (refused.used ?? value) === value && (
    <span className="number-refused" role="status">
      “{refused.text}” is not allowed{facts ? '' : ` (${spoken(min)} to ${spoken(max)})`}: {spoken(value)} is
      used.
    </span>
  );
  const isChanged = facts !== undefined && facts.usual !== value;
  return (
    <NumberField
      className="number-field"
      data-changed={isChanged || undefined}
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      isDisabled={isDisabled}
      formatOptions={{ maximumSignificantDigits: 6, useGrouping: false }}
      aria-describedby={facts && factsId}
      onBlur={judge}
      onChange={(next) => {
        judge();
        if (Number.isFinite(next)) onChange(next);
      }}
    >
      <Label>{label}</Label>
      <Input
        onInput={(event) => {
          typed.current = event.currentTarget.value;
        }}
      />
      {facts && (
        <span className="number-facts" id={factsId}>
          {facts.help && `${facts.help} `}
          <span className="number-limits numeric">
            Allowed: {spoken(min)} to {spoken(max)}
            {step > 1 && `, in steps of ${step}`}
          </span>
          {isChanged && <strong className="number-usual numeric"> Preset: {spoken(facts.usual)}</strong>}
          {refusal}
        </span>
      )}
      {!facts && refusal}
    </NumberField>
  );
}

/** What was typed and may not be, and what is used instead. */
interface Refused {
  readonly text: string;
  readonly used: number | null;
}

/** "0.0003", "1,440". */
function spoken(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 6 });
}
