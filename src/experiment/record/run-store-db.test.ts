import { describe, expect, it } from 'vitest';
import { runRecordOf, someExamples } from '../testing/records';
import { jsonOfMeasured } from './measured';
import { parseRunRecordFile } from './record-schema';
import { createRunStorage, type RunTable, type StoredRun } from './run-store-db';

/** A table in memory that copies values as a database does, and fails when told to. */
function fakeTable(rows = new Map<string, unknown>()) {
  const faults: Error[] = [];
  let opened = 0;
  const fail = () => {
    const fault = faults.shift();
    if (fault) throw fault;
  };
  const table: RunTable = {
    async all() {
      fail();
      return structuredClone([...rows.values()]);
    },
    async get(id) {
      fail();
      return structuredClone(rows.get(id));
    },
    async put(run) {
      fail();
      rows.set(run.id, structuredClone(run));
    },
    async change(id, next) {
      fail();
      rows.set(id, structuredClone(next(rows.get(id))));
    },
    async remove(id) {
      fail();
      rows.delete(id);
    },
  };
  const open = async () => {
    opened++;
    fail();
    return table;
  };
  return { rows, faults, open, times: () => opened };
}

const record = runRecordOf({ seed: 1, accuracy: 0.5 });
const run: StoredRun = {
  id: record.id,
  source: 'live',
  name: 'mine',
  starred: true,
  hidden: false,
  record,
};

describe('the stored run list', () => {
  it('gives back what was saved, and not what was removed', async () => {
    const { open, times } = fakeTable();
    const storage = createRunStorage(open);
    const hidden: StoredRun = { ...run, id: 'r', source: 'recording', hidden: true, record: null };
    for (const each of [run, { ...run, id: 'gone' }, hidden]) expect(await storage.save(each)).toBeNull();
    expect(await storage.remove('gone')).toBeNull();
    expect(await storage.load()).toEqual({ runs: [run, hidden], faults: [] });
    expect(times()).toBe(1);
  });

  it('says so when the browser forbids storage, and works as soon as it does not', async () => {
    const { open, faults } = fakeTable();
    const storage = createRunStorage(open);
    faults.push(new DOMException('no', 'SecurityError'), new DOMException('no', 'InvalidStateError'));
    const { runs, faults: said } = await storage.load();
    expect(runs).toEqual([]);
    expect(said[0]).toMatch(/does not let this page store.*not shown\.$/);
    expect(await storage.save(run)).toMatch(/until this tab closes/);
    expect(await storage.save(run)).toBeNull();
  });

  it('names a full disk, and keeps what was stored before', async () => {
    const { open, faults } = fakeTable();
    const storage = createRunStorage(open);
    await storage.save(run);
    faults.push(new DOMException('full', 'QuotaExceededError'));
    expect(await storage.save({ ...run, id: 'second' })).toMatch(/^The browser has no more room/);
    expect((await storage.load()).runs).toEqual([run]);
  });

  it('opens the database anew after it was closed', async () => {
    const { open, faults, times } = fakeTable();
    const storage = createRunStorage(open);
    await storage.save(run);
    faults.push(new Error('closed'));
    expect(await storage.remove('x')).toMatch(/storage failed.*next visit\.$/);
    expect(await storage.remove('x')).toBeNull();
    expect(times()).toBe(2);
  });

  it('leaves out what it cannot read, and counts it', async () => {
    const rows = new Map<string, unknown>([
      ['1', run],
      ['2', { ...run, id: '2', record: { ...record, version: 9 } }],
      ['3', null],
      ['4', { id: '4', source: 'elsewhere' }],
    ]);
    const storage = createRunStorage(fakeTable(rows).open);
    const { runs, faults } = await storage.load();
    expect(runs.map(({ id }) => id)).toEqual([run.id]);
    expect(faults).toEqual([
      '3 stored runs cannot be read; the first: It is of version 9, and this page reads version 1.',
    ]);
  });

  it('keeps a record under the name and star that its visitor gave it', async () => {
    const storage = createRunStorage(fakeTable().open);
    expect(await storage.has(run.id)).toBe(false);
    await storage.save(run);
    const again = { ...record, stoppedEarly: 'Stopped.' };
    expect(await storage.keep(again, 'live')).toBeNull();
    expect((await storage.load()).runs).toEqual([{ ...run, record: again }]);
    expect(await storage.has(run.id)).toBe(true);
  });

  it.each([
    ['a store that loses what it was given', (rows: Map<string, unknown>) => rows.clear()],
    [
      'a store that cuts it',
      (rows: Map<string, unknown>) => rows.set(record.id, { id: record.id, source: 'live' }),
    ],
    [
      'a record that no page can read',
      (rows: Map<string, unknown>) => rows.set(record.id, { ...run, record: { ...record, version: 9 } }),
    ],
  ])('does not say of a record that it is stored before it has read it back: %s', async (_, spoil) => {
    const { rows, open } = fakeTable();
    const forgetful = async () => {
      const table = await open();
      return {
        ...table,
        change: async (id: string, next: (before: unknown) => StoredRun) => {
          await table.change(id, next);
          spoil(rows);
        },
      };
    };
    expect(await createRunStorage(forgetful).keep(record, 'live')).toMatch(
      /^The run was stored and could not be read back\..*until this tab closes/,
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'gives back a run that measured %s, from the database and from its file',
    async (number) => {
      const spoilt = structuredClone(runRecordOf({ seed: 1, accuracy: 0, examples: someExamples(2, 3) }));
      const numbers = spoilt as unknown as {
        stages: {
          curve: Record<string, number>[];
          evaluation: {
            baseSkills: { kl: number };
            examples: { response: { tokens: { logp: number }[] } }[];
          };
        }[];
        rollouts: { groups: { responses: Record<string, unknown>[] }[] }[];
      };
      const [, stage] = numbers.stages;
      stage.evaluation.baseSkills.kl = number;
      for (const { response } of stage.evaluation.examples) response.tokens[0].logp = number;
      Object.assign(numbers.rollouts[0].groups[0].responses[0], { logp: number, advantage: number });
      const storage = createRunStorage(fakeTable().open);
      expect(await storage.keep(spoilt, 'live')).toBeNull();
      const { runs, faults } = await storage.load();
      expect(faults).toEqual([]);
      expect(runs[0].record).toEqual(spoilt);
      expect(parseRunRecordFile(jsonOfMeasured(spoilt))).toEqual({ ok: true, record: spoilt });
      stage.curve[0].loss = number;
      expect(await storage.keep(spoilt, 'live')).toBeNull();
    },
  );
});
