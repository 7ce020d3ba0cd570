import { useEffect, useMemo, useState } from 'react';
import { contrastsOf } from '../../experiment/results/contrasts';
import { Button } from '../design/controls';
import { download, fileName } from '../parts/download';
import { WideTable } from '../parts/wide-table';
import { withPiece } from '../pieces/lost-store';
import { useRunList } from '../state/runs';
import { missingChoice, runsInAddress, storeChoice, tableInAddress } from './compare-address';
import { ContrastTable } from './contrast-table';
import { exportedContrasts, exportedTable } from './exported-table';
import { MethodBars } from './method-bars';
import { methodTable, removedSeeds } from './method-table';
import { ResultTable } from './result-table';
import { useTableChoices } from './table-choice';
import { TableLead, TableNotes } from './table-notes';

/** All runs with a result as the paper's main table and as bars; runs of different settings never share a table. */
export function MainPanel() {
  const { entries, loading, hidden, removed } = useRunList((state) => state);
  const [named] = useState(() => ({
    table: tableInAddress(location.search),
    runs: runsInAddress(location.search),
  }));
  const [chosen, setChosen] = useState(named.table);
  const [isRead, setRead] = useState(false);
  const groups = useTableChoices();
  // One of the runs in the list may still be on its way.
  const isWaiting = groups === null || (loading !== 'done' && !groups.some(({ key }) => key === chosen));
  const group = isWaiting ? undefined : (groups.find(({ key }) => key === chosen) ?? groups[0]);
  const key = group?.key ?? null;
  // What is shown stays, whatever comes in.
  useEffect(() => setChosen((before) => before ?? key), [key]);
  const table = useMemo(() => {
    if (!group) return null;
    const gone = [...hidden, ...(removed ? [removed] : [])].map(({ record }) => record);
    const { kind, whole } = group;
    return methodTable(group.summaries, { kind, whole, removed: removedSeeds(group.records, gone) });
  }, [group, hidden, removed]);
  const contrasts = useMemo(
    () =>
      group ? contrastsOf(group.summaries).filter(({ difference }) => difference.interval !== null) : [],
    [group],
  );
  const save = (kind: 'csv' | 'tex' | 'differences') =>
    withPiece(
      'The export',
      () => import('../../experiment/export/export'),
      ({ contrastsCsv, tableCsv, tableLatex }) => {
        if (!group || !table) return;
        const stem = `trimpi-${fileName(group.title)}`;
        if (kind === 'differences') {
          download(`${stem}-differences.csv`, contrastsCsv(exportedContrasts(contrasts)));
          return;
        }
        const caption = `${group.title}: accuracy without the policy in the prompt on unseen images (In-Context: with it).`;
        const shown = exportedTable(table);
        download(`${stem}.${kind}`, kind === 'csv' ? tableCsv(shown) : tableLatex(shown, caption));
      },
    );
  const missing =
    loading === 'done' && groups !== null && !isRead
      ? missingChoice(named, { tables: groups.map((one) => one.key), entries })
      : null;
  return (
    <section className="panel compare-main" aria-labelledby="main-title" data-waiting={!table || undefined}>
      <div className="panel-head">
        <h3 id="main-title">Results by method</h3>
        {group && (
          <div className="compare-tools">
            {groups && groups.length > 1 && (
              <label className="compare-select">
                <span className="visually-hidden">Settings of the table</span>
                <select
                  value={group.key}
                  onChange={(event) => {
                    setChosen(event.target.value);
                    storeChoice({ table: event.target.value });
                  }}
                >
                  {groups.map((one) => (
                    <option key={one.key} value={one.key}>
                      {one.option}
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
      {missing && (
        <div className="notice" role="alert">
          <p>{missing}</p>
          <Button kind="quiet" onPress={() => setRead(true)}>
            Dismiss
          </Button>
        </div>
      )}
      {group && table ? (
        <>
          <TableLead table={table} />
          <WideTable label="Results by method, table">
            <ResultTable key={group.key} table={table} title={group.title} />
          </WideTable>
          <TableNotes table={table} origin={group.origin} />
          <div className="main-below">
            <MethodBars table={table} title={group.title} />
            <ContrastTable
              contrasts={contrasts}
              title={group.title}
              onSave={() => void save('differences')}
            />
          </div>
        </>
      ) : (
        <p className="empty">
          {isWaiting
            ? 'Reading the runs …'
            : 'No run has a result yet. Runs that finish in this tab appear here by themselves; files can be imported below.'}
        </p>
      )}
    </section>
  );
}
