import { MEASURES } from '../../experiment/summary';
import { milliseconds, shortNumber } from '../design/format';
import { PAPER_ACCURACY } from '../lab/paper-figures';
import { COLUMNS, type MainRow, type MainTable } from './main-table';

/** The paper's main table with our numbers, and the paper's own in a column of their own. */
export function ResultTable({
  table: { rows, majority },
  title,
  compact = false,
}: {
  table: MainTable;
  title: string;
  /** Only the methods that were run, and only what the bars show. */
  compact?: boolean;
}) {
  const shown = compact ? rows.filter(({ summary }) => summary) : rows;
  const columns = compact ? [] : COLUMNS;
  return (
    <table className="main-table numeric">
      <caption className="visually-hidden">
        Accuracy by method, {title}: mean and sample standard deviation over seeds, 95 % interval.
      </caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col">Seeds</th>
          <th scope="col" title="Without the policy in the prompt; for In-Context with it.">
            Accuracy
          </th>
          <th scope="col">95 % interval</th>
          {columns.map(({ measure, title: name, meaning }) => (
            <th key={measure} scope="col" title={meaning}>
              {name}
            </th>
          ))}
          {!compact && (
            <th scope="col" className="paper-column">
              Paper, 7B, N = 6
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <tr key={row.label} data-empty={row.summary === null || undefined}>
            <th scope="row">{row.label}</th>
            <td>{row.summary ? row.summary.seeds.length : <Nothing what="not run" />}</td>
            <td className="main-accuracy" data-tone={row.method === 'in-context' ? 'in-prompt' : undefined}>
              {row.accuracy && <Spread mean={row.accuracy.mean} sd={row.accuracy.sd} show={percent} />}
            </td>
            <td>
              <Range row={row} />
            </td>
            {columns.map(({ measure, show }) => {
              const found = row.summary?.measures[measure] ?? null;
              return (
                <td key={measure}>{found && <Spread mean={found.mean} sd={found.sd} show={SHOW[show]} />}</td>
              );
            })}
            {!compact && (
              <td className="paper-column">
                <PaperFigure row={row} />
              </td>
            )}
          </tr>
        ))}
        {majority && (
          <tr className="majority-row">
            <th scope="row">Majority class</th>
            <td>{majority.n}</td>
            <td>
              <Spread mean={majority.mean} sd={majority.sd} show={percent} />
            </td>
            <td>
              {majority.interval && (
                <>
                  {percent(Math.max(0, majority.interval.low))} to{' '}
                  {percent(Math.min(1, majority.interval.high))}
                </>
              )}
            </td>
            {columns.map(({ measure }) => (
              <td key={measure} />
            ))}
            {!compact && <td className="paper-column" />}
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** With the digit after the point that a mean over hundreds of images bears. */
function percent(value: number): string {
  return `${(100 * value).toFixed(1)}\u00a0%`;
}

const SHOW = { percent, number: shortNumber, milliseconds } as const;

function Spread({ mean, sd, show }: { mean: number; sd: number | null; show: (value: number) => string }) {
  return (
    <>
      {show(mean)}
      {sd !== null && sd > 0 && (
        <span className="spread">
          {' '}
          ± {show === percent ? (100 * sd).toFixed(1) : toTheDigits(sd, show(mean))}
        </span>
      )}
    </>
  );
}

/** A spread with as many digits after the point as its mean is shown with. */
function toTheDigits(sd: number, shown: string): string {
  return sd.toFixed(/\.(\d+)/.exec(shown)?.[1].length ?? 0);
}

function Range({ row: { interval, summary } }: { row: MainRow }) {
  if (!interval) return null;
  return (
    <>
      {percent(interval.low)} to {percent(interval.high)}
      {interval.over === 'images' && <span className="faint"> images</span>}
      {summary?.rows.some((row) => MEASURES.accuracy(row) !== null && row.stoppedEarly) && (
        <span className="faint"> stopped early</span>
      )}
    </>
  );
}

function PaperFigure({ row: { method } }: { row: MainRow }) {
  const figure = PAPER_ACCURACY[method];
  if (!figure) return <Nothing what="not reported" />;
  return (
    <>
      {figure.percent.toFixed(2)} %{figure.secondHand && <span className="faint"> second-hand</span>}
    </>
  );
}

function Nothing({ what }: { what: string }) {
  return <span className="faint">{what}</span>;
}
