import { useDeferredValue, useMemo, useState } from 'react';
import { Button } from '../design/controls';
import { download, fileName } from '../parts/download';
import { withPiece } from '../pieces/lost-store';
import { useTablesOnRecord } from '../state/on-record';
import { originOf } from '../state/origin';
import { useRunList } from '../state/runs';
import { ContrastTable } from './contrast-table';
import { MethodBars } from './method-bars';
import { groupTitle, methodTable, removedSeeds, settingsOf, tablesOf } from './method-table';
import { ResultTable } from './result-table';
import { TableLead, TableNotes } from './table-notes';
import { WideTable } from './wide-table';

/** All runs with a result as the paper's main table and as bars; runs of different settings never share a table. */
export function MainPanel() {
  // Recordings come in one after the other: drawing them all must not hold the page up.
  const entries = useDeferredValue(useRunList((state) => state.entries));
  const { loading, hidden, removed } = useRunList((state) => state);
  const [chosen, setChosen] = useState<string | null>(null);
  const onRecord = useTablesOnRecord();
  const groups = useMemo(
    () => [
      ...tablesOf(entries.map(({ record }) => record)).map((group) => {
        const title = groupTitle(group);
        const origin = originOf(group.summaries.flatMap(({ records }) => records));
        const runs = group.records.length === 1 ? '1 run' : `${group.records.length} runs`;
        const option = `${title}, ${runs} of the list`;
        const { kind } = group.records[0].config.dataset;
        return { ...group, kind, key: settingsOf(group), title, option, origin, whole: true };
      }),
      ...onRecord.map((table) => ({ ...table, option: table.title, records: [] })),
    ],
    [entries, onRecord],
  );
  const group = groups.find(({ key }) => key === chosen) ?? groups[0];
  const table = useMemo(() => {
    if (!group) return null;
    const gone = [...hidden, ...(removed ? [removed] : [])].map(({ record }) => record);
    const { kind, whole } = group;
    return methodTable(group.summaries, { kind, whole, removed: removedSeeds(group.records, gone) });
  }, [group, hidden, removed]);
  const save = (kind: 'csv' | 'tex') =>
    withPiece(
      'The export',
      () => import('../../experiment/export/export'),
      ({ summaryCsv, summaryLatex }) => {
        const caption = `${group.title}: accuracy without the policy in the prompt on unseen images (In-Context: with it).`;
        const text = kind === 'csv' ? summaryCsv(group.summaries) : summaryLatex(group.summaries, caption);
        download(`trimpi-${fileName(group.title)}.${kind}`, text);
      },
    );
  return (
    <section className="panel compare-main" aria-labelledby="main-title">
      <div className="panel-head">
        <h3 id="main-title">Results by method</h3>
        {group && (
          <div className="compare-tools">
            {groups.length > 1 && (
              <label className="compare-select">
                <span className="visually-hidden">Settings of the table</span>
                <select value={group.key} onChange={(event) => setChosen(event.target.value)}>
                  {groups.map(({ key, option }) => (
                    <option key={key} value={key}>
                      {option}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <Button kind="quiet" onPress={() => void save('csv')}>
              CSV
            </Button>
            <Button kind="quiet" onPress={() => void save('tex')}>
              LaTeX
            </Button>
          </div>
        )}
      </div>
      {group && table ? (
        <>
          <TableLead table={table} />
          <WideTable label="Results by method, table">
            <ResultTable table={table} title={group.title} />
          </WideTable>
          <TableNotes table={table} origin={group.origin} />
          <div className="main-below">
            <MethodBars table={table} title={group.title} />
            <ContrastTable summaries={group.summaries} title={group.title} />
          </div>
        </>
      ) : (
        <p className="empty">
          {loading === 'done'
            ? 'No run has a result yet. Runs that finish in this tab appear here by themselves; files can be imported below.'
            : 'Reading the runs …'}
        </p>
      )}
    </section>
  );
}
