import './number-input.css';

/** A labelled choice on one line, shaped like the number fields beside it. */
export function ChoiceInput<T extends string>({
  label,
  value,
  options,
  usual,
  help,
  isDisabled,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly title: string }[];
  /** The choice without a change; the field is marked where it is another. */
  usual?: T;
  help?: string;
  isDisabled: boolean;
  onChange: (value: T) => void;
}) {
  return (
    <label className="number-field" data-changed={(usual !== undefined && usual !== value) || undefined}>
      <span>{label}</span>
      <select value={value} disabled={isDisabled} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
      {(help || (usual !== undefined && usual !== value)) && (
        <span className="number-facts">
          {help}
          {usual !== undefined && usual !== value && (
            <strong className="number-usual">
              {' '}
              Preset: {options.find((one) => one.value === usual)?.title ?? usual}
            </strong>
          )}
        </span>
      )}
    </label>
  );
}
