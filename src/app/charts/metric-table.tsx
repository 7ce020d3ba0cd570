import type { MetricPoint } from '../../experiment/record/run-record';
import { shortNumber } from '../design/format';
import { binned, type ChartSpec, type Line } from './series';

const TABLE_ROWS = 40;

/** The curve as numbers, averaged down to a length that can be read. */
export function MetricTable({
  spec,
  curve,
  lines,
}: {
  spec: ChartSpec;
  curve: readonly MetricPoint[];
  lines: readonly Line[];
}) {
  const rows = binned(
    curve,
    lines.map((line) => line.key),
    TABLE_ROWS,
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="chart-table" tabIndex={0} aria-label={`${spec.title}, table`}>
      <table>
        <caption className="visually-hidden">
          {spec.title}. {spec.meaning}{' '}
          {rows.length < curve.length && 'Each row is a mean over several steps.'}
        </caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            {lines.map((line) => (
              <th key={line.key} scope="col">
                {lines.length > 1 ? line.label : spec.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.step}>
              <th scope="row">{row.step}</th>
              {lines.map((line) => (
                <td key={line.key}>{line.key in row ? shortNumber(row[line.key]) : '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
