import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../experiment/record/run-record';
import type { RunStorage, StoredRun } from '../../experiment/record/run-store-db';
import { runRecordOf } from '../../experiment/testing/records';
import { createRunList } from './run-list';

const day = (n: number) => `2026-01-0${n}T00:00:00.000Z`;
const [first, second, third] = [1, 2, 3].map((seed) => runRecordOf({ seed, accuracy: 0.5, date: day(seed) }));
const recording = runRecordOf({ seed: 9, accuracy: 0.7, date: day(5) });

/** What a browser keeps, shared by the visits of a test; `fault` makes every call answer with it. */
function browser() {
  const kept = new Map<string, StoredRun>();
  const state = { fault: null as string | null, missing: 0, isLost: false };
  const storage: RunStorage = {
    load: async () =>
      state.fault ? { runs: [], faults: [state.fault] } : { runs: [...kept.values()], faults: [] },
    keep: async (record, source) => {
      const { name = null, starred = false } = kept.get(record.id) ?? {};
      return storage.save({ id: record.id, source, name, starred, hidden: false, record });
    },
    has: async (id) => kept.has(id),
    read: async (id) => kept.get(id) ?? null,
    own: async () => [],
    save: async (run) => {
      if (!state.fault) kept.set(run.id, structuredClone(run));
      return state.fault;
    },
    remove: async (id) => {
      kept.delete(id);
      return state.fault;
    },
  };
  const visit = (recordings: readonly RunRecord[] = []) =>
    createRunList({
      storage: async () => {
        if (state.isLost) throw new Error('404');
        return storage;
      },
      recordings: async (found) => {
        recordings.forEach(found);
        return state.missing;
      },
    });
  return { kept, state, visit };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const names = (list: ReturnType<ReturnType<typeof browser>['visit']>) =>
  list.getState().entries.map(({ name }) => name);

describe('the run list', () => {
  it('keeps runs, names and stars between visits; starred first, then the newest', async () => {
    const { visit } = browser();
    const list = visit();
    for (const record of [first, second, third]) expect(await list.getState().add(record)).toBe(true);
    expect(await list.getState().add(first)).toBe(false);
    list.getState().rename(second.id, '  my  ');
    list.getState().rename(third.id, '   ');
    list.getState().star(first.id, true);
    await settled();
    const next = visit([recording]);
    await next.getState().load();
    expect(names(next)).toEqual([first.title, recording.title, third.title, 'my']);
    expect(next.getState().entries.map(({ source }) => source)).toEqual([
      'file',
      'recording',
      'file',
      'file',
    ]);
  });

  it('deletes for good unless it is undone', async () => {
    const { visit, kept } = browser();
    const list = visit();
    await list.getState().add(first);
    await list.getState().add(second);
    list.getState().remove(first.id);
    await settled();
    expect([...kept.keys()]).toEqual([second.id]);
    list.getState().undo();
    await settled();
    expect(list.getState()).toMatchObject({ removed: null });
    expect(new Set(kept.keys())).toEqual(new Set([first.id, second.id]));
  });

  it('takes recordings off the list and can bring them back', async () => {
    const { visit } = browser();
    const list = visit([recording]);
    await list.getState().load();
    list.getState().remove(recording.id);
    await settled();
    const next = visit([recording]);
    await next.getState().load();
    expect(next.getState().entries).toEqual([]);
    next.getState().unhide();
    await settled();
    const last = visit([recording]);
    await last.getState().load();
    expect(names(last)).toEqual([recording.title]);
    expect(last.getState().hidden).toEqual([]);
  });

  it('chooses no run by itself, and those that it is asked to, up to six', async () => {
    const list = browser().visit();
    for (const record of [first, second]) list.getState().arrive(record, null);
    await list.getState().add(third);
    expect(list.getState().selected).toEqual([]);
    for (const { id } of [first, second, third]) list.getState().select(id, true);
    expect(list.getState().selected).toEqual([first.id, second.id, third.id]);
    list.getState().remove(first.id);
    expect(list.getState().selected).toEqual([second.id, third.id]);
    list.getState().choose(['a', 'b', 'a', 'c', 'd', 'e', 'f', 'g']);
    expect(list.getState().selected).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    list.getState().select('g', true);
    expect(list.getState().selected).toEqual(['b', 'c', 'd', 'e', 'f', 'g']);
  });

  it('goes on without storage, with one sentence', async () => {
    const { visit, state } = browser();
    state.fault = 'No room.';
    const list = visit([recording]);
    await list.getState().load();
    list.getState().arrive(first, state.fault);
    list.getState().star(first.id, true);
    list.getState().remove(recording.id);
    await settled();
    expect(list.getState().faults).toEqual(['No room.']);
    expect(names(list)).toEqual([first.title]);
  });

  it('is read once, and not over a run that finished meanwhile', async () => {
    const { visit } = browser();
    const before = visit();
    await before.getState().add(first);
    const list = visit();
    list.getState().arrive(first, null);
    list.getState().rename(first.id, 'new');
    await Promise.all([list.getState().load(), list.getState().load()]);
    expect(names(list)).toEqual(['new']);
  });

  it('keeps the name of a run that arrives again: it was taken back and ended once more', async () => {
    const { visit } = browser();
    const before = visit();
    await before.getState().add(first);
    before.getState().rename(first.id, 'mine');
    await settled();
    const list = visit();
    list.getState().arrive(first, null);
    await list.getState().load();
    expect(names(list)).toEqual(['mine']);
  });

  it('shows the later end of such a run, under the name and star that it has', () => {
    const list = browser().visit();
    list.getState().arrive(first, null);
    list.getState().rename(first.id, 'mine');
    list.getState().star(first.id, true);
    list.getState().arrive(second, null);
    const again = { ...runRecordOf({ seed: 1, accuracy: 0.9, date: day(1) }), title: 'another title' };
    list.getState().arrive(again, null);
    expect(list.getState().entries.map(({ record }) => record)).toEqual([again, second]);
    expect(list.getState().entries[0]).toMatchObject({ name: 'mine', starred: true });
    list.getState().arrive({ ...second, title: 'second title' }, null);
    expect(names(list)).toEqual(['mine', 'second title']);
  });

  it('says that a file is added when it is stored', async () => {
    const { visit, kept } = browser();
    const adding = visit().getState().add(first);
    expect(kept.size).toBe(0);
    await adding;
    expect(kept.size).toBe(1);
  });

  it('says what did not arrive and loads it again: recordings, and the code of the storage', async () => {
    const { visit, state } = browser();
    await visit().getState().add(first);
    Object.assign(state, { missing: 2, isLost: true });
    const list = visit([recording]);
    await list.getState().load();
    expect(names(list)).toEqual([recording.title]);
    expect(list.getState().lost).toMatch(/earlier visits are not shown.* 2 recordings could not be loaded/);
    list.getState().star(recording.id, true);
    await settled();
    expect(list.getState().faults).toEqual([expect.stringMatching(/could not be loaded/)]);
    Object.assign(state, { missing: 0, isLost: false });
    await list.getState().load();
    expect(list.getState().lost).toBeNull();
    expect(new Set(names(list))).toEqual(new Set([recording.title, first.title]));
  });
});
