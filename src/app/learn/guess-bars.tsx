import type { Proportion } from '../../experiment/record/run-record';
import { IntervalBar } from '../charts/interval-bar';
import { percent } from '../design/format';

export interface GuessBar {
  readonly label: string;
  readonly result: Pick<Proportion, 'value'> & Partial<Proportion>;
  readonly tone: 'in-prompt' | 'internalized';
  /** The one that was guessed. */
  readonly asked?: boolean;
}

/** Measured proportions on one axis, with the guess as a line through them. */
export function GuessBars({
  caption,
  rows,
  guess = null,
}: {
  caption: string;
  rows: readonly GuessBar[];
  /** Percent. */
  guess?: number | null;
}) {
  return (
    <table className="bars">
      <caption className="visually-hidden">{caption}</caption>
      <tbody className="numeric">
        {guess !== null && (
          <tr className="bars-you">
            <th scope="row">You said</th>
            <td className="bars-plot" aria-hidden="true">
              <span className="bars-flag" style={{ left: `${guess}%` }} />
            </td>
            <td>
              {guess}
              {'\u00a0'}%
            </td>
          </tr>
        )}
        {rows.map(({ label, result, tone, asked }) => (
          <tr key={label} data-asked={asked || undefined}>
            <th scope="row">{label}</th>
            <td className="bars-plot" aria-hidden="true">
              <IntervalBar result={whole(result)} majority={null} tone={tone} />
              {guess !== null && asked && <span className="bars-guess" style={{ left: `${guess}%` }} />}
            </td>
            <td className={`tone-${tone}`}>{percent(result.value)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot aria-hidden="true">
        <tr>
          <td className="bars-key">
            {rows.some(({ result }) => result.low !== undefined) && 'band: 95 % interval'}
          </td>
          <td>
            <span className="guess-axis numeric">
              <span>0</span>
              <span>50</span>
              <span>100{'\u00a0'}%</span>
            </span>
          </td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

/** What has no interval is drawn as a bar from 0. */
function whole({ value, low = 0, high = value, n = 0 }: GuessBar['result']): Proportion {
  return { value, low, high, n };
}
