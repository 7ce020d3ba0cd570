import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createModelStore, type ModelStore } from './model-store';

/** The browser's own IndexedDB and locks. A file is 1 kB, and the budget takes three. */

const NONE: ReadonlySet<string> = new Set();
let databases = 0;
let name: string;
let store: ModelStore;
let time = 0;

beforeEach(() => {
  databases += 1;
  name = `models under test ${databases}`;
  store = createModelStore(name, 3000);
  vi.spyOn(Date, 'now').mockImplementation(() => ++time);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await deleteDB(name);
});

const file = (fill: number) => new Uint8Array(1000).fill(fill);
const keep = (id: string, starred = NONE) =>
  store.keep({ id, base: 'b', files: new Map([['rl', file(id.charCodeAt(0))]]) }, starred);
const ids = async () => (await store.list()).models.map(({ id }) => id);

describe('the store of models', () => {
  it('gives back what was kept, to another visit, too', async () => {
    const files = new Map([
      ['vm-cpt', file(1)],
      ['rl', file(2)],
    ] as const);
    expect(await store.keep({ id: 'a', base: 'digest', files }, NONE)).toBeNull();
    const later = createModelStore(name, 3000);
    expect(await later.list()).toMatchObject({
      models: [{ id: 'a', base: 'digest', bytes: 2000, stages: ['vm-cpt', 'rl'] }],
      fault: null,
    });
    expect(await later.file('a', 'rl')).toEqual(file(2));
    expect(await later.file('a', 'cot-sft')).toBeNull();
    await later.remove('a');
    expect(await later.file('a', 'rl')).toBeNull();
    expect(await ids()).toEqual([]);
  });

  it('lets the oldest go first, and says beforehand which', async () => {
    for (const id of ['a', 'b', 'c']) expect(await keep(id)).toBeNull();
    expect((await store.makeRoom(1000, NONE))?.map(({ id }) => id)).toEqual(['a']);
    expect(await keep('d')).toBeNull();
    expect(await ids()).toEqual(['d', 'c', 'b']);
    expect(await store.file('a', 'rl')).toBeNull();
    // The same run again takes its own place.
    expect(await keep('d')).toBeNull();
    expect(await ids()).toEqual(['d', 'c', 'b']);
  });

  it('never lets go of what is starred or open in any tab, and says that it has no room', async () => {
    for (const id of ['a', 'b', 'c']) await keep(id);
    const close = createModelStore(name, 3000).open('b');
    await vi.waitFor(async () => expect((await navigator.locks.query()).held?.length).toBeGreaterThan(0));
    const starred = new Set(['a']);
    expect((await store.makeRoom(1000, starred))?.map(({ id }) => id)).toEqual(['c']);
    expect(await store.makeRoom(2000, starred)).toBeNull();
    expect(await keep('d', new Set(['a', 'c']))).toMatch(/taken by runs that are starred or open.*\.$/);
    await store.remove('b');
    expect(await ids()).toEqual(['c', 'b', 'a']);
    close();
  });

  it('does not hand out a file that is damaged', async () => {
    await keep('a');
    const db = await openDB(name);
    const [stored] = await db.getAll('files');
    stored.bytes[10] ^= 1;
    await db.put('files', stored);
    db.close();
    expect(await store.file('a', 'rl')).toBeNull();
  });

  it('lets nothing go before what takes its place can be read back', async () => {
    for (const id of ['a', 'b', 'c']) await keep(id);
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      const cut = this.name === 'files' ? { ...value, bytes: value.bytes.slice(0, 10) } : value;
      return put.call(this, cut, key);
    });
    expect(await keep('d')).toMatch(/^The models could not be read back\..* export them/);
    vi.restoreAllMocks();
    expect(await ids()).toEqual(['c', 'b', 'a']);
    expect(await store.file('a', 'rl')).toEqual(file('a'.charCodeAt(0)));
  });

  it('has nothing left of a run that ended with more stages before it was taken back', async () => {
    const files = new Map([
      ['vm-cpt', file(1)],
      ['rl', file(2)],
    ] as const);
    await store.keep({ id: 'a', base: 'b', files }, NONE);
    await keep('a');
    expect(await store.file('a', 'vm-cpt')).toBeNull();
    expect(await store.file('a', 'rl')).toEqual(file('a'.charCodeAt(0)));
  });

  it('waits no longer than for a storage when the browser does not tell its locks', async () => {
    const silent = createModelStore(name, 3000, 200);
    vi.spyOn(navigator.locks, 'query').mockReturnValue(new Promise(() => {}));
    expect(await silent.keep({ id: 'a', base: 'b', files: new Map([['rl', file(1)]]) }, NONE)).toMatch(
      /^The browser’s storage does not answer; until .* export them/,
    );
    await silent.remove('a');
  });

  it('says in a sentence that the disk is full, and keeps what was there', async () => {
    await keep('a');
    const full = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await keep('b')).toMatch(/^The browser has no more room for runs\./);
    full.mockRestore();
    expect(await ids()).toEqual(['a']);
  });
});
