import { contrastsOf } from '../../experiment/contrasts';
import { METHOD_PLANS } from '../../experiment/methods';
import type { MethodSummary } from '../../experiment/summary';

/** What the paper's claims rest on: differences of two methods, paired by seed. Nothing with one seed. */
export function ContrastTable({ summaries, title }: { summaries: readonly MethodSummary[]; title: string }) {
  const contrasts = contrastsOf(summaries).filter(({ verdict }) => verdict);
  if (contrasts.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    <section className="compare-scroll" tabIndex={0} aria-label="Differences by seed, table">
      <table className="main-table contrast-table numeric">
        <caption>
          Differences in accuracy, paired by seed
          <span className="visually-hidden">, {title}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">Methods</th>
            <th scope="col">Seeds</th>
            <th scope="col">Difference</th>
            <th scope="col">95 % interval</th>
            <th scope="col">The interval is</th>
          </tr>
        </thead>
        <tbody>
          {contrasts.map(({ a, b, difference: { n, mean, interval }, verdict }) => (
            <tr key={`${a} ${b}`}>
              <th scope="row">
                {METHOD_PLANS[a].label} <span className="faint">over</span> {METHOD_PLANS[b].label}
              </th>
              <td>{n}</td>
              <td>{points(mean)}</td>
              <td>{interval && `${points(interval.low)} to ${points(interval.high)}`}</td>
              <td data-verdict={verdict}>{verdict === 'open' ? 'on both sides of zero' : verdict}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A difference of two shares, in points of a hundred. */
function points(difference: number): string {
  return `${difference < 0 ? '−' : '+'}${(100 * Math.abs(difference)).toFixed(1)}`;
}
