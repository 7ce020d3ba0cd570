import { describeRunDifference } from '../../experiment/results/describe-difference';
import type { RunEntry } from '../state/run-list';
import { useRunList } from '../state/runs';
import { RunCurves } from './run-curves';
import { RunLegend } from './run-legend';
import { RUN_MARKS } from './run-marks';
import { StageBars } from './stage-bars';

/** What differs between the chosen runs, in settings and in results. */
export function ComparedPanel() {
  const entries = useRunList((state) => state.entries);
  const selected = useRunList((state) => state.selected);
  const loading = useRunList((state) => state.loading);
  const chosen = selected.flatMap((id) => entries.find((entry) => entry.id === id) ?? []);
  // Runs have their letters by their places, so that half of the chosen ones would have others.
  const awaited = loading === 'done' ? 0 : selected.length - chosen.length;
  return (
    <section className="panel compare-runs" aria-labelledby="compared-title">
      <h3 id="compared-title">Runs over each other</h3>
      {awaited > 0 ? (
        <p className="empty" role="status">
          Reading {awaited} of the {selected.length} chosen runs …
        </p>
      ) : chosen.length > 1 ? (
        <Comparison entries={chosen} />
      ) : (
        <p className="empty">
          Choose two to {RUN_MARKS.length} runs in the list: what differs, their results and their curves
          appear here. The address keeps the choice.
        </p>
      )}
    </section>
  );
}

function Comparison({ entries }: { entries: readonly RunEntry[] }) {
  const [first, ...others] = entries;
  return (
    <>
      <RunLegend entries={entries} />
      {others.map((other, i) => (
        <Differences key={other.id} first={first} other={other} letter={RUN_MARKS[i + 1].letter} />
      ))}
      <div className="run-charts">
        <StageBars entries={entries} />
        <RunCurves entries={entries} />
      </div>
    </>
  );
}

/** How a run differs from the first, in sentences. */
function Differences({ first, other, letter }: { first: RunEntry; other: RunEntry; letter: string }) {
  const differences = describeRunDifference(first.record, other.record);
  return (
    <>
      <h4>What differs, A against {letter}</h4>
      {differences.length > 0 ? (
        <ul className="differences-list" data-testid="differences">
          {differences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <p className="compare-note">Nothing: the same settings, seed, backend, device and build.</p>
      )}
    </>
  );
}
