import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkpointOf } from '../testing/checkpoints';
import { type Checkpoint, encodeCheckpoint } from './checkpoint-codec';
import { type CheckpointStore, createCheckpointStore, type Hold } from './checkpoint-store';

/** The browser's own IndexedDB and locks, with faults put in where they really happen. */

const first = checkpointOf('between stages');
const second = checkpointOf('in the middle of RL');

let databases = 0;
let name: string;
let store: CheckpointStore;
let hold: Hold;
let undo = () => {};

beforeEach(async () => {
  databases += 1;
  name = `checkpoints under test ${databases}`;
  store = createCheckpointStore(name);
  hold = (await store.hold(first.id)) as Hold;
});

afterEach(async () => {
  vi.restoreAllMocks();
  undo();
  hold.release();
  await deleteDB(name);
});

/** The checkpoint that would be resumed, when no tab is at work on it. */
async function kept(): Promise<Checkpoint | string | null> {
  const loaded = await hold.load();
  if (!loaded) return null;
  return loaded.content.ok ? loaded.content.checkpoint : loaded.content.message;
}

/** Changes the slots behind the store's back. */
async function spoil(change: (slot: { slot: number; bytes: Uint8Array; digest: ArrayBuffer }) => void) {
  const db = await openDB(name);
  for (const slot of await db.getAll('slots')) {
    change(slot);
    await db.put('slots', slot);
  }
  db.close();
}

/** Lets the browser fail the next `put` of a store, as a full disk does. */
function failPut(storeName: string, fault: DOMException, abort = false) {
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
    if (this.name !== storeName) return put.call(this, value, key);
    if (!abort) throw fault;
    const request = put.call(this, value, key);
    this.transaction.abort();
    return request;
  });
}

/** Keeps the requests that a method makes from ever being heard of. */
function muffle(of: object, method: 'open' | 'put') {
  const methods = of as Record<string, (...args: unknown[]) => IDBRequest>;
  const original = methods[method];
  methods[method] = function (this: unknown, ...args) {
    return Object.assign(original.apply(this, args), { addEventListener() {} });
  };
  undo = () => {
    methods[method] = original;
  };
}

describe('the checkpoint store', () => {
  it('gives back the newest checkpoint, and nothing once it is removed', async () => {
    expect(await kept()).toBeNull();
    expect(await hold.save(first)).toBeNull();
    expect(await kept()).toEqual(first);
    expect(await hold.save(second)).toBeNull();
    expect(await kept()).toEqual(second);
    expect(await hold.save(first)).toBeNull();
    expect(await kept()).toEqual(first);
    expect((await hold.load())?.bytes).toBe(encodeCheckpoint(first).length);
    expect(await hold.remove()).toBeNull();
    expect(await kept()).toBeNull();
  });

  it('keeps what was there when the disk is full, and says so', async () => {
    await hold.save(first);
    for (const place of ['slots', 'pointers']) {
      failPut(place, new DOMException('full', 'QuotaExceededError'));
      expect(await hold.save(second)).toMatch(/^The browser has no more room/);
      vi.restoreAllMocks();
      expect(await kept()).toEqual(first);
    }
    expect(await hold.save(second)).toBeNull();
    expect(await kept()).toEqual(second);
  });

  it('keeps what was there when the transaction is aborted between slot and pointer', async () => {
    await hold.save(first);
    await hold.save(second);
    failPut('pointers', new DOMException(), true);
    expect(await hold.save(first)).toMatch(/storage failed.*would be lost/);
    vi.restoreAllMocks();
    expect(await kept()).toEqual(second);
    const db = await openDB(name);
    expect(await db.count('slots')).toBe(2);
    db.close();
  });

  it('falls back to the other slot when a byte has flipped or half of it is missing', async () => {
    const faults: ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => bytes.with(bytes.length - 5, bytes[bytes.length - 5] ^ 1),
      (bytes) => bytes.slice(0, bytes.length / 2),
    ];
    for (const fault of faults) {
      await hold.remove();
      await hold.save(first);
      await hold.save(second); // into slot 1
      await spoil((slot) => {
        if (slot.slot === 1) slot.bytes = fault(slot.bytes);
      });
      expect(await kept()).toEqual(first);
      expect((await hold.load())?.isOlder).toBe(true);
    }
  });

  it('refuses in one sentence when both slots are damaged, or of another version', async () => {
    await hold.save(first);
    await hold.save(second);
    await spoil((slot) => {
      slot.bytes = slot.bytes.with(40, slot.bytes[40] ^ 255);
    });
    hold.release();
    const damaged = {
      content: { ok: false, message: 'A run that this browser kept is damaged and cannot go on.' },
    };
    await expect.poll(async () => (await store.list()).runs).toMatchObject([damaged]);
    const bytes = new TextEncoder().encode('TriMPI checkpoint 2\n and what comes then');
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    await spoil((slot) => Object.assign(slot, { bytes, digest }));
    const { runs } = await store.list();
    expect(runs[0].content).toMatchObject({
      message: expect.stringContaining('another version of this page'),
    });
    await spoil((slot) => Object.assign(slot, { bytes: 'nonsense', digest: null }));
    expect((await store.list()).runs).toMatchObject([damaged]);
  });

  it('lets one tab write a run, and offers to others only what nobody is at work on', async () => {
    await hold.save(first);
    const elsewhere = createCheckpointStore(name);
    expect(await elsewhere.hold(first.id)).toBeNull();
    expect(await elsewhere.list()).toEqual({ runs: [], busy: [first.id], fault: null });
    let isFreed = false;
    const freed = elsewhere.freed().then(() => {
      isFreed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isFreed).toBe(false);
    hold.release();
    await freed;
    expect(await elsewhere.list()).toMatchObject({ runs: [{}], busy: [] });
    expect(await elsewhere.freed()).toBe(false);
    const taken = await elsewhere.hold(first.id);
    expect(taken).not.toBeNull();
    expect(await store.hold(first.id)).toBeNull();
    taken?.release();
  });

  /** Saves runs '1' to `count`, oldest first, and lets go of them. */
  async function keepRuns(count: number, at = store) {
    for (let id = 1; id <= count; id++) {
      const one = (await at.hold(`${id}`)) as Hold;
      await one.save(checkpointOf('between stages', { id: `${id}` }));
      one.release();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  const ids = (runs: readonly { readonly id: string }[]) => runs.map(({ id }) => id);

  it('names what makes room, and keeps it until the new run is stored', async () => {
    await keepRuns(4);
    await expect.poll(async () => ids((await store.list()).runs)).toEqual(['4', '3', '2', '1']);
    expect(ids(await hold.makeRoom())).toEqual(['2', '1']);
    failPut('pointers', new DOMException('full', 'QuotaExceededError'));
    expect(await hold.save(first)).not.toBeNull();
    vi.restoreAllMocks();
    expect(ids((await store.list()).runs)).toEqual(['4', '3', '2', '1']);
    expect(await hold.save(first)).toBeNull();
    expect(ids((await store.list()).runs)).toEqual(['4', '3']);
  });

  it('lets nothing go that was not named', async () => {
    await keepRuns(2);
    await expect.poll(async () => (await store.list()).runs.length).toBe(2);
    expect(await hold.makeRoom()).toEqual([]);
    await keepRuns(4, createCheckpointStore(name));
    await hold.save(first);
    await expect.poll(async () => ids((await store.list()).runs)).toEqual(['4', '3', '2', '1']);
  });

  it('never lets a run go that is open anywhere, however many start', async () => {
    const elsewhere = createCheckpointStore(name);
    const paused = (await elsewhere.hold('paused')) as Hold;
    await paused.save(checkpointOf('in the middle of RL', { id: 'paused' }));
    await keepRuns(5);
    await expect.poll(async () => (await store.list()).runs.length).toBe(5);
    expect(ids(await hold.makeRoom())).toEqual(['3', '2', '1']);
    // Another tab takes one of the named up before the new run is stored.
    const resumed = (await elsewhere.hold('1')) as Hold;
    await hold.save(first);
    expect(ids((await store.list()).runs)).toEqual(['5', '4']);
    for (const open of [paused, resumed]) expect((await open.load())?.content.ok).toBe(true);
    for (const open of [paused, resumed]) open.release();
  });

  it('lets nothing go that another tab has taken further since it was named', async () => {
    const elsewhere = createCheckpointStore(name);
    await keepRuns(4);
    await expect.poll(async () => (await store.list()).runs.length).toBe(4);
    expect(ids(await hold.makeRoom())).toEqual(['2', '1']);
    const resumed = (await elsewhere.hold('1')) as Hold;
    await resumed.save(checkpointOf('in the middle of RL', { id: '1' }));
    resumed.release();
    await expect.poll(async () => (await store.list()).runs.length).toBe(4);
    await hold.save(first);
    expect(ids((await store.list()).runs)).toEqual(['1', '4', '3']);
  });

  it('says so when the browser has no memory for the bytes, and goes on', async () => {
    await hold.save(first);
    const tooLarge = {
      ...second,
      state: {
        ...second.state,
        get values(): never {
          throw new RangeError('Array buffer allocation failed');
        },
      },
    };
    expect(await hold.save(tooLarge)).toMatch(/storage failed.*latest steps would be lost/);
    expect(await kept()).toEqual(first);
    expect(await hold.save(second)).toBeNull();
  });

  it('says why a run cannot be read, and not that it is gone', async () => {
    await hold.save(first);
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(() => {
      throw new DOMException('closing', 'UnknownError');
    });
    expect(await kept()).toBe('The browser’s storage failed. The run cannot be read; try again later.');
    vi.restoreAllMocks();
    expect(await kept()).toEqual(first);
  });

  it('says so when it cannot read back what it wrote, and keeps what was there', async () => {
    await hold.save(first);
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      const cut = this.name === 'slots' ? { ...value, bytes: value.bytes.slice(0, 100) } : value;
      return put.call(this, cut, key);
    });
    for (let i = 0; i < 2; i++) {
      expect(await hold.save(second)).toMatch(/storage failed.*latest steps would be lost/);
    }
    vi.restoreAllMocks();
    expect(await kept()).toEqual(first);
    expect(await hold.save(second)).toBeNull();
    expect(await kept()).toEqual(second);
  });

  it.each([
    ['is never opened', () => muffle(IDBFactory.prototype, 'open')],
    ['never answers a change', () => muffle(IDBObjectStore.prototype, 'put')],
    [
      'does not tell its locks',
      () => vi.spyOn(navigator.locks, 'query').mockReturnValue(new Promise(() => {})),
    ],
  ])('waits once for a storage that %s', async (_, silence) => {
    // In a database of its own: a connection that nobody has heard of is never closed.
    const silent = createCheckpointStore(`${name} silent`, 300);
    silence();
    const start = performance.now();
    const { fault } = await silent.list();
    const other = (await silent.hold('other')) as Hold;
    const faults = [fault, await other.save(first), await other.save(first)].filter((each) => each !== null);
    expect(faults.length).toBeGreaterThan(0);
    for (const each of faults) expect(each).toMatch(/^The browser’s storage does not answer; until/);
    expect(performance.now() - start).toBeLessThan(5000);
    other.release();
  });

  it('says so when the browser forbids storage, and works as soon as it does not', async () => {
    const fresh = createCheckpointStore(`${name} forbidden`);
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    const { runs, fault } = await fresh.list();
    expect(runs).toEqual([]);
    expect(fault).toMatch(/does not let this page store.*cannot be resumed/);
    const other = (await fresh.hold(first.id)) as Hold;
    expect(await other.save(first)).toMatch(/does not let this page store/);
    vi.restoreAllMocks();
    expect(await other.save(first)).toBeNull();
    other.release();
    await deleteDB(`${name} forbidden`);
  });
});
