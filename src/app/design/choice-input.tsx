import './number-input.css';

/** A labelled choice on one line, shaped like the number fields beside it. */
export function ChoiceInput<T extends string>({
  label,
  value,
  options,
  isDisabled,
  onChange,
}: {
  label: string;
  value: T;
  options: readonly { readonly value: T; readonly title: string }[];
  isDisabled: boolean;
  onChange: (value: T) => void;
}) {
  return (
    <label className="number-field">
      <span>{label}</span>
      <select value={value} disabled={isDisabled} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </label>
  );
}
