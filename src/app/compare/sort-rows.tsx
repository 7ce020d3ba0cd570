import type { ReactNode } from 'react';
import type { Measure } from '../../experiment/results/summary';
import type { TaskKind } from '../../tasks/dataset';
import { PAPER } from '../terms/paper-figures';
import type { MethodRow } from './method-table';

type SortKey = Measure | 'seeds' | 'paper';

/** A column that the rows are sorted by; null: the order of the paper. */
export interface Sorted {
  readonly by: SortKey;
  readonly descending: boolean;
}

/** Rows in the order of a column; those without a number at the end, whichever way. */
export function sortedRows(
  rows: readonly MethodRow[],
  sorted: Sorted | null,
  kind: TaskKind,
): readonly MethodRow[] {
  if (!sorted) return rows;
  const value = (row: MethodRow): number | null => {
    if (sorted.by === 'seeds') return row.summary?.seeds.length ?? null;
    if (sorted.by === 'paper') return PAPER[kind].accuracy[row.method]?.percent ?? null;
    return row.summary?.measures[sorted.by]?.mean ?? null;
  };
  const sign = sorted.descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * (left - right);
  });
}

/** A column's heading; pressed, it sorts: highest first, lowest first, the paper's order again. */
export function SortHeading({
  by,
  sorted,
  onSort,
  meaning,
  className,
  children,
}: {
  by: SortKey;
  sorted: Sorted | null;
  /** Null where the table has one order only. */
  onSort: ((sorted: Sorted | null) => void) | null;
  meaning?: string;
  className?: string;
  children: ReactNode;
}) {
  const own = sorted?.by === by ? sorted : null;
  if (!onSort) {
    return (
      <th scope="col" title={meaning} className={className}>
        {children}
      </th>
    );
  }
  const next = own === null ? { by, descending: true } : own.descending ? { by, descending: false } : null;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={own === null ? undefined : own.descending ? 'descending' : 'ascending'}
    >
      <button type="button" className="sort-heading" title={meaning} onClick={() => onSort(next)}>
        {children}
        <span className="sort-mark" aria-hidden="true">
          {own === null ? '↕' : own.descending ? '↓' : '↑'}
        </span>
      </button>
    </th>
  );
}
