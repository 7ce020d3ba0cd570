import { useDeferredValue, useMemo } from 'react';
import type { RunRecord } from '../../experiment/record/run-record';
import type { GroupSummary } from '../../experiment/results/summary';
import { crc32 } from '../../experiment/share/crc32';
import type { TaskKind } from '../../tasks/dataset';
import { useTablesOnRecord } from '../state/on-record';
import type { Origin } from '../state/origin';
import { originOf } from '../state/origin';
import { useRunList } from '../state/runs';
import { groupTitles, settingsOf, tablesOf } from './method-table';

/** A table that can be shown. */
export interface TableChoice {
  /** Its name in the address. */
  readonly key: string;
  readonly title: string;
  /** Its line in the list of tables. */
  readonly option: string;
  readonly kind: TaskKind;
  readonly origin: Origin;
  readonly whole: boolean;
  readonly summaries: readonly GroupSummary[];
  /** Runs of the list with its settings; none for tables on record. */
  readonly records: readonly RunRecord[];
}

/**
 * The tables on record, the one of most seeds and all methods first, then those of the runs in the list. Null while one of them
 * is on its way: what is shown first must not be another a moment later.
 */
export function useTableChoices(): readonly TableChoice[] | null {
  // Recordings come in one after the other: drawing them all must not hold the page up.
  const entries = useDeferredValue(useRunList((state) => state.entries));
  const isLoading = useRunList((state) => state.loading !== 'done');
  const onRecord = useTablesOnRecord();
  return useMemo(() => {
    if (onRecord === null || (isLoading && onRecord.length === 0)) return null;
    const seeds = ({ summaries }: { summaries: readonly GroupSummary[] }) =>
      Math.max(0, ...summaries.map((summary) => summary.seeds.length));
    const published = [...onRecord].sort((a, b) => Number(b.whole) - Number(a.whole) || seeds(b) - seeds(a));
    const own = tablesOf(entries.map(({ record }) => record));
    const titles = groupTitles(own);
    return [
      ...published.map((table) => ({ ...table, option: table.title, records: [] })),
      ...own.map((group, i) => {
        const runs = group.records.length === 1 ? '1 run' : `${group.records.length} runs`;
        return {
          ...group,
          kind: group.records[0].config.dataset.kind,
          key: keyOf(settingsOf(group)),
          title: titles[i],
          option: `${titles[i]}, ${runs} of the list`,
          origin: originOf(group.summaries.flatMap(({ records }) => records)),
          whole: true,
        };
      }),
    ];
  }, [entries, onRecord, isLoading]);
}

/** Short enough for an address. */
function keyOf(settings: string): string {
  return `list-${crc32(new TextEncoder().encode(settings)).toString(16).padStart(8, '0')}`;
}
