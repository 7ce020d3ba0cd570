import { METHOD_PLANS } from '../../experiment/plan/methods';
import type { Estimate } from '../../experiment/results/statistics';
import { sweepTable } from '../../experiment/results/sweep-table';
import { percent, shortNumber } from '../design/format';
import { WideTable } from '../parts/wide-table';
import { useQueue } from '../state/the-queue';
import './queue.css';

/** What the runs of the queue have come to so far: means over seeds, and differences paired by seed. Nothing before the first. */
export function QueueResults() {
  const runs = useQueue((state) => state.queue.runs);
  if (!runs.some(({ accuracy }) => typeof accuracy === 'number')) return null;
  const table = sweepTable(runs.map(({ config, accuracy }) => ({ config, accuracy: accuracy ?? null })));
  const hasDifferences = table.rows.some(({ difference }) => difference !== null);
  const [first] = table.rows;
  const other =
    table.against === 'first value' ? `the same method at the first value` : METHOD_PLANS[first.method].label;
  return (
    <div className="queue-results" data-testid="queue-results">
      <p className="queue-title">Results of the queue: accuracy on unseen images, mean over seeds</p>
      <WideTable label="Results of the queue, table">
        <table className="numeric">
          <caption className="visually-hidden">Results of the queue</caption>
          <thead>
            <tr>
              <th scope="col">Method</th>
              {table.swept && <th scope="col">{table.swept}</th>}
              <th scope="col">Seeds</th>
              <th scope="col">Mean</th>
              <th scope="col">95 % interval</th>
              {hasDifferences && <th scope="col">Difference by seed</th>}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(({ method, value, runs: count, accuracy, difference }) => (
              <tr key={`${method} ${value}`}>
                <th scope="row">{METHOD_PLANS[method].label}</th>
                {table.swept && <td>{value === null ? '–' : shortNumber(value)}</td>}
                <td>
                  {accuracy?.n ?? 0} of {count}
                </td>
                <td>{accuracy ? percent(accuracy.mean) : '–'}</td>
                <td>{intervalWords(accuracy, percent)}</td>
                {hasDifferences && <td>{difference ? differenceWords(difference) : '–'}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </WideTable>
      {hasDifferences && (
        <p className="faint">
          Differences are in percentage points, to {other}, with their 95 % interval where two seeds or more
          are through.
        </p>
      )}
    </div>
  );
}

function intervalWords(found: Estimate | null, words: (value: number) => string): string {
  if (!found) return '–';
  if (!found.interval) return 'one seed';
  const { low, high } = found.interval;
  return `${words(Math.max(0, low))} to ${words(Math.min(1, high))}`;
}

function differenceWords({ mean, interval }: Estimate): string {
  const range = interval ? ` (${points(interval.low)} to ${points(interval.high)})` : '';
  return `${points(mean)}${range}`;
}

function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)}`;
}
