import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../experiment/record/run-record';
import type { RunStorage } from '../../experiment/record/run-store-db';
import { runRecordOf } from '../../experiment/testing/records';
import type { OwnRun, TrainerEvent } from '../../worker/protocol';
import { followFinishedRuns } from './finished-runs';
import { createRunList } from './run-list';

const [first, second, third] = [1, 2, 3].map((seed) => runRecordOf({ seed, accuracy: 0.5 }));
const finished = (record: RunRecord, run = 1): TrainerEvent => ({
  kind: 'finished',
  run,
  record,
  fault: null,
});
const own = (...records: RunRecord[]): TrainerEvent => {
  const runs = records.map(
    ({ id, title, provenance }): OwnRun => ({
      ...{ id, name: title, starred: false, date: provenance.date, experiment: '', stages: [], bytes: 0 },
    }),
  );
  return { kind: 'own', runs, budget: 1, fault: null };
};

/** A list over a storage that has these records, and what the trainer tells it. */
function page(...stored: RunRecord[]) {
  const read = async (id: string) => {
    const record = stored.find((one) => one.id === id);
    return record ? { id, source: 'live' as const, name: null, starred: false, hidden: false, record } : null;
  };
  const storage: Partial<RunStorage> = {
    read,
    load: async () => ({ runs: [], faults: [] }),
    remove: async () => null,
  };
  const list = createRunList({ storage: async () => storage as RunStorage, recordings: async () => 0 });
  let tell: (events: readonly TrainerEvent[]) => void = () => {};
  const leave = followFinishedRuns(
    {
      listen(listener) {
        tell = listener;
        return () => true;
      },
    },
    list,
  );
  const say = async (...events: TrainerEvent[]) => {
    tell(events);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { list, say, leave, ids: () => list.getState().entries.map(({ id }) => id) };
}

describe('runs that finish', () => {
  it('come on the list, also when the visitor has started another by then', async () => {
    const { say, ids } = page();
    await say({ kind: 'state', run: 2, state: 'running' }, finished(first, 1));
    expect(ids()).toEqual([first.id]);
  });

  it('come on the list when the trainer was ended between storing them and saying so', async () => {
    const { say, ids } = page(first, second);
    // What was there before the visit is read with the list.
    await say(own(first));
    expect(ids()).toEqual([]);
    await say(own(second, first));
    expect(ids()).toEqual([second.id]);
  });

  it('do not come back when the visitor has taken them off', async () => {
    const { list, say, ids } = page(first, third);
    await say(own());
    await say(finished(first));
    list.getState().remove(first.id);
    // The trainer looked before the storage had removed it.
    await say(own(first));
    expect(ids()).toEqual([]);
    // Read by nobody any more: it was deleted in another tab.
    await say(own(first, second));
    expect(ids()).toEqual([]);
  });
});
