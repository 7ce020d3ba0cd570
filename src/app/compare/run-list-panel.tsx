import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Button } from '../design/controls';
import { download } from '../parts/download';
import { withPiece } from '../pieces/lost-store';
import { KeepForGood } from '../running/keep-for-good';
import { runList, useRunList } from '../state/runs';
import { useUi } from '../state/stores';
import { inOrderOf, ORDERS, type RunOrder, twins } from './run-order';
import { RunRow } from './run-row';
import { useImport } from './use-import';

/** Rows before the rest is asked for. */
const FIRST_ROWS = 20;

/** Every run that the page knows: choose some, name them, keep them, hand them on. */
export function RunListPanel() {
  const { entries, faults, lost, removed, hidden, loading } = useRunList((state) => state);
  const { said, faults: refusals, dismissFaults, importFiles } = useImport();
  const expected = useUi((state) => state.recordings.length);
  const [order, setOrder] = useState<RunOrder>('newest');
  const [isWhole, setWhole] = useState(false);
  const alike = twins(entries);
  const rows = inOrderOf(entries, order);
  const shown = isWhole ? rows : rows.slice(0, FIRST_ROWS);
  // Rows that come in one after the other would push each other about.
  const isWaiting = loading !== 'done';
  const saveCsv = () =>
    withPiece(
      'The export',
      () => import('../../experiment/export/export'),
      ({ runsCsv }) =>
        download('trimpi-runs.csv', runsCsv(entries.map(({ name, record }) => ({ ...record, title: name })))),
    );
  return (
    <section className="panel compare-list" aria-labelledby="list-title">
      <div className="panel-head">
        <h3 id="list-title">Runs</h3>
        <div className="compare-tools">
          <label className="compare-select">
            <span className="visually-hidden">Order of the runs</span>
            <select value={order} onChange={(event) => setOrder(event.target.value as RunOrder)}>
              {Object.entries(ORDERS).map(([name, { title }]) => (
                <option key={name} value={name}>
                  {title}
                </option>
              ))}
            </select>
          </label>
          {entries.length > 0 && (
            <Button kind="quiet" onPress={() => void saveCsv()} aria-label="All runs as CSV">
              CSV
            </Button>
          )}
          <FileTrigger allowsMultiple onSelect={(files) => void importFiles([...(files ?? [])])}>
            <Button>Import …</Button>
          </FileTrigger>
        </div>
      </div>
      <div role="status" className="compare-said">
        {said.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {removed && (
          <p>
            “{removed.name}” is off the list.{' '}
            <Button
              key={removed.id}
              kind="quiet"
              // The button that was pressed has gone with its line.
              autoFocus
              onPress={() => runList.getState().undo()}
            >
              Undo
            </Button>
          </p>
        )}
      </div>
      {refusals.length > 0 && (
        <div className="notice import-faults" data-tone="failure" role="alert">
          <ul>
            {refusals.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <Button kind="quiet" onPress={dismissFaults}>
            Dismiss
          </Button>
        </div>
      )}
      {lost && (
        <div className="notice" role="alert">
          <p>{lost}</p>
          <Button onPress={() => void runList.getState().load()} data-testid="load-runs-again">
            Load again
          </Button>
        </div>
      )}
      {faults.length > 0 && (
        <div className="notice" role="alert">
          <p>{faults.join(' ')}</p>
          <Button kind="quiet" onPress={() => runList.getState().dismissFaults()}>
            Dismiss
          </Button>
        </div>
      )}
      {isWaiting ? (
        <ul className="run-rows" aria-busy="true" aria-label="Reading the runs …">
          {Array.from({ length: Math.min(FIRST_ROWS, Math.max(expected, entries.length, 3)) }, (_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places, and nothing in them.
            <li key={i} className="run-row run-row-waiting" />
          ))}
        </ul>
      ) : entries.length > 0 ? (
        <ul className="run-rows">
          {shown.map((entry) => (
            <RunRow key={entry.id} entry={entry} hasTwin={alike.has(entry.id)} />
          ))}
        </ul>
      ) : (
        <p className="empty">
          No runs in the list. Run an experiment in the Lab, or import a run’s JSON file.
        </p>
      )}
      {!isWaiting && rows.length > FIRST_ROWS && (
        <p className="compare-more">
          {shown.length} of {rows.length} runs.{' '}
          <Button kind="quiet" onPress={() => setWhole(!isWhole)}>
            {isWhole ? 'Show fewer' : 'Show all'}
          </Button>
        </p>
      )}
      <KeepForGood />
      {hidden.length > 0 && (
        <p className="compare-back">
          <Button kind="quiet" onPress={() => runList.getState().unhide()}>
            Bring {hidden.length} recorded {hidden.length === 1 ? 'run' : 'runs'} back
          </Button>
        </p>
      )}
    </section>
  );
}
