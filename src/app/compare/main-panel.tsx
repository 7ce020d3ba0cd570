import { useDeferredValue, useMemo, useState } from 'react';
import { Button } from '../design/controls';
import { useRunList } from '../state/runs';
import { ContrastTable } from './contrast-table';
import { download, fileName } from './download';
import { groupTitle, mainTable, tablesOf } from './main-table';
import { MethodBars } from './method-bars';
import { useTablesOnRecord } from './on-record';
import { ResultTable } from './result-table';

/** All runs with a result as the paper's main table and as bars; runs of different settings never share a table. */
export function MainPanel() {
  // Recordings come in one after the other: drawing them all must not hold the page up.
  const entries = useDeferredValue(useRunList((state) => state.entries));
  const loading = useRunList((state) => state.loading);
  const [chosen, setChosen] = useState<string | null>(null);
  const onRecord = useTablesOnRecord();
  const groups = useMemo(
    () => [
      ...tablesOf(entries.map(({ record }) => record)).map(({ records, summaries, ...group }) => {
        const title = groupTitle({ records, summaries, ...group });
        return { key: records[0].id, title, option: `${title} (${records.length})`, note: null, summaries };
      }),
      ...onRecord,
    ],
    [entries, onRecord],
  );
  const group = groups.find(({ key }) => key === chosen) ?? groups[0];
  const table = useMemo(() => group && mainTable(group.summaries), [group]);
  const save = async (kind: 'csv' | 'tex') => {
    const { summaryCsv, summaryLatex } = await import('../../experiment/export');
    const caption = `${group.title}: accuracy without the policy in the prompt on unseen images (In-Context: with it).`;
    const text = kind === 'csv' ? summaryCsv(group.summaries) : summaryLatex(group.summaries, caption);
    download(`trimpi-${fileName(group.title)}.${kind}`, text);
  };
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
          <p className="compare-note">
            {groups.length === 1 && <>{group.title}. </>}
            {group.note && <>{group.note} </>}Mean ± sample standard deviation over seeds. The paper’s figures
            belong to a 7B model on deeper policies: beside ours, never mixed with them.
          </p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard. */}
          <section className="compare-scroll" tabIndex={0} aria-label="Results by method, table">
            <ResultTable table={table} title={group.title} />
          </section>
          <MethodBars table={table} title={group.title} />
          <ContrastTable summaries={group.summaries} title={group.title} />
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
