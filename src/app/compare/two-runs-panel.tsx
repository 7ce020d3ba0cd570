import { describeRunDifference } from '../../experiment/results/describe-difference';
import type { RunEntry } from '../state/run-list';
import { useRunList } from '../state/runs';
import { TwoBars } from './two-bars';
import { TwoCurves } from './two-curves';

/** What differs between the two chosen runs, in settings and in results. */
export function TwoRunsPanel() {
  const entries = useRunList((state) => state.entries);
  const selected = useRunList((state) => state.selected);
  const [a, b] = selected.flatMap((id) => entries.find((entry) => entry.id === id) ?? []);
  return (
    <section className="panel compare-two" aria-labelledby="two-title">
      <h3 id="two-title">Two runs side by side</h3>
      {a && b ? (
        <Comparison a={a} b={b} />
      ) : (
        <p className="empty">
          Choose two runs in the list: what differs, their results and their curves appear here.
        </p>
      )}
    </section>
  );
}

function Comparison({ a, b }: { a: RunEntry; b: RunEntry }) {
  const differences = describeRunDifference(a.record, b.record);
  const runs = [a.record, b.record] as const;
  const [first, second] = [`A: ${a.name}`, `B: ${b.name}`];
  return (
    <>
      <h4>What differs, A against B</h4>
      {differences.length > 0 ? (
        <ul className="differences-list" data-testid="differences">
          {differences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <p className="compare-note">Nothing: the same settings, seed, backend, device and build.</p>
      )}
      <div className="two-charts">
        <TwoBars
          runs={runs}
          legend={[
            { label: first, mark: 'mark-first' },
            { label: second, mark: 'mark-second' },
          ]}
        />
        <TwoCurves
          runs={runs}
          legend={[
            { label: first, mark: 'mark-line' },
            { label: second, mark: 'mark-line mark-dashed' },
          ]}
        />
      </div>
    </>
  );
}
