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

beforeEach(async () => {
  databases += 1;
  name = `checkpoints under test ${databases}`;
  store = createCheckpointStore(name);
  hold = (await store.hold(first.id)) as Hold;
});

afterEach(async () => {
  vi.restoreAllMocks();
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
    expect(await elsewhere.list()).toEqual({ runs: [], fault: null });
    let isFreed = false;
    const freed = elsewhere.freed().then(() => {
      isFreed = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(isFreed).toBe(false);
    hold.release();
    await freed;
    expect((await elsewhere.list()).runs).toHaveLength(1);
    const taken = await elsewhere.hold(first.id);
    expect(taken).not.toBeNull();
    expect(await store.hold(first.id)).toBeNull();
    taken?.release();
  });

  it('keeps the three newest runs', async () => {
    const ids = ['1', '2', '3', '4'];
    for (const id of ids) {
      const one = (await store.hold(id)) as Hold;
      await one.save(checkpointOf('between stages', { id }));
      one.release();
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await expect.poll(async () => (await store.list()).runs.map(({ id }) => id)).toEqual(['4', '3', '2']);
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
