import type { StoreApi } from 'zustand/vanilla';
import type { RunListStore } from './run-list';
import type { RunActions } from './run-store';

/**
 * Puts every run on the list when the trainer says that it has finished, whichever run the visitor looks at by then; and a run that
 * turns up among those of this browser untold, because its trainer was ended between storing it and saying so.
 *
 * @returns the way to stop
 */
export function followFinishedRuns(
  runs: Pick<RunActions, 'listen'>,
  list: StoreApi<RunListStore>,
): () => void {
  /** Every run that the trainer has named so far; those before the first word are there when the list is read. */
  let known: Set<string> | null = null;
  const findUntold = async (id: string) => {
    const record = await list.getState().read(id);
    if (record) list.getState().arrive(record, null);
  };
  return runs.listen((events) => {
    for (const event of events) {
      if (event.kind === 'finished') {
        known?.add(event.record.id);
        list.getState().arrive(event.record, event.fault);
      } else if (event.kind === 'own') {
        const ids = event.runs.map(({ id }) => id);
        for (const id of ids) {
          if (known && !known.has(id)) void findUntold(id);
        }
        known = new Set([...(known ?? []), ...ids]);
      }
    }
  });
}
