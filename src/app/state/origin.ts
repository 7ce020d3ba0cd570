import type { RunRecord } from '../../experiment/record/run-record';

/** Where the numbers of a table come from. */
export interface Origin {
  /** A day, or the first and the last of several. */
  readonly recorded: string;
  readonly device: string;
  readonly code: string;
  /** Repeats it; null for runs of the list, which each have a link. */
  readonly command: string | null;
}

/** What the runs of a table say of themselves. */
export function originOf(records: readonly RunRecord[]): Origin {
  const distinct = (values: readonly string[]) => [...new Set(values)].sort();
  const days = distinct(records.map(({ provenance }) => provenance.date.slice(0, 10)));
  return {
    recorded: days.length > 1 ? `${days[0]} to ${days.at(-1)}` : days[0],
    device: distinct(records.map(({ provenance }) => provenance.device)).join('; '),
    code: distinct(records.map(({ provenance }) => provenance.build)).join(', '),
    command: null,
  };
}
