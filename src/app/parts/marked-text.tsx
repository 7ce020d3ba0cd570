import { type Ref, useRef } from 'react';
import './marked-text.css';

/** What is wrong with a line of a text. */
export interface LineError {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** A text to edit, its lines numbered; bad lines are marked where they stand, and below is a sentence about each. */
export function MarkedText({
  label,
  text,
  errors,
  whenBad,
  whenGood,
  onChange,
}: {
  label: string;
  text: string;
  errors: readonly LineError[];
  /** Said below, before the errors, and where there are none. */
  whenBad: string;
  whenGood: string;
  onChange: (text: string) => void;
}) {
  const area = useRef<HTMLTextAreaElement>(null);
  const marks = useRef<HTMLDivElement>(null);
  const goTo = (line: number) => {
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0);
    area.current?.focus({ preventScroll: true });
    area.current?.setSelectionRange(start, start + lines[line - 1].length);
    // A textarea as high as its text has nothing to scroll: the line's mark says where it is.
    marks.current?.children[line - 1]?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div className="text-editor">
      <div className="text-scroll">
        <div className="text-grow">
          <Marks ref={marks} text={text} errors={errors} />
          <textarea
            ref={area}
            value={text}
            spellCheck={false}
            aria-label={label}
            aria-invalid={errors.length > 0}
            aria-describedby="text-errors"
            onChange={(event) => onChange(event.target.value)}
          />
        </div>
      </div>
      <div id="text-errors" className="text-errors" role="status" data-testid="policy-errors">
        {errors.length > 0 ? (
          <>
            <p>{whenBad}</p>
            <ul>
              {errors.map((error) => (
                <li key={`${error.line} ${error.message}`}>
                  <button type="button" className="text-error-line numeric" onClick={() => goTo(error.line)}>
                    Line {error.line}
                  </button>
                  <span>{error.message}</span>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p className="faint">{whenGood}</p>
        )}
      </div>
    </div>
  );
}

/** The text once more under the transparent one, line by line, to number the lines and mark the bad ones in place. */
function Marks({
  ref,
  text,
  errors,
}: {
  ref: Ref<HTMLDivElement>;
  text: string;
  errors: readonly LineError[];
}) {
  return (
    <div ref={ref} className="text-marks" aria-hidden="true">
      {text.split('\n').map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
        <div key={i} data-error={errors.some((error) => error.line === i + 1) || undefined}>
          <span className="text-number numeric">{i + 1}</span>
          {line === '' ? '\u200b' : line}
        </div>
      ))}
    </div>
  );
}
