import type { RunEntry } from '../state/run-list';
import { RUN_MARKS, type RunMark } from './run-marks';

/** A piece of a run's line, with its letter. */
export function RunLine({ mark: { letter, color, dash } }: { mark: RunMark }) {
  return (
    <span className="run-line">
      <svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true">
        <line x1="1" x2="27" y1="4" y2="4" stroke={color} strokeWidth="2.5" strokeDasharray={dash} />
      </svg>
      <span className="row-letter">{letter}</span>
    </span>
  );
}

/** Which line and which bar is whose: one legend for both charts. */
export function RunLegend({ entries }: { entries: readonly RunEntry[] }) {
  return (
    <ul className="run-legend" aria-label="Runs compared">
      {entries.map(({ id, name }, i) => (
        <li key={id}>
          <RunLine mark={RUN_MARKS[i]} /> {name}
        </li>
      ))}
    </ul>
  );
}
