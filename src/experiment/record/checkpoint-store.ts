import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import {
  type Checkpoint,
  type DecodedCheckpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from './checkpoint-codec';
import { storageFault } from './run-store-db';

/**
 * Checkpoints in IndexedDB. Each run has two slots and a pointer to the newer one; a save writes the other slot and
 * moves the pointer in one transaction, so that a crash leaves what was there before. SHA-256 over the bytes tells a
 * damaged slot, and then the other one stands in. Nothing here throws: storage that fails says so in a sentence.
 */
export interface CheckpointStore {
  /** What is kept of runs that no tab is at work on, newest first, and what could not be read at all. */
  list(): Promise<{ readonly runs: readonly KeptCheckpoint[]; readonly fault: string | null }>;
  /** Resolves when a tab lets go of a run that it was at work on; never when there is none. */
  freed(): Promise<void>;
  /** Makes this tab the only one that writes a run's checkpoints; null when another one is. */
  hold(id: string): Promise<Hold | null>;
}

/** One run's place in the store, while nobody else writes it. */
export interface Hold {
  /** Null, or why it is not kept. */
  save(checkpoint: Checkpoint): Promise<string | null>;
  /** The newest checkpoint that can be read; null when there is none. */
  load(): Promise<KeptCheckpoint | null>;
  /** Null, or why it may be back. */
  remove(): Promise<string | null>;
  release(): void;
}

export interface KeptCheckpoint {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly bytes: number;
  /** The newest slot was damaged: this is the one before it. */
  readonly isOlder: boolean;
  readonly content: DecodedCheckpoint;
}

/** Unfinished runs that a browser keeps; older ones make room. */
const KEPT_RUNS = 3;

const SLOTS = [0, 1] as const;
type SlotNumber = (typeof SLOTS)[number];

interface Slot {
  readonly id: string;
  readonly slot: SlotNumber;
  readonly savedAt: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the bytes. */
  readonly digest: ArrayBuffer;
}

interface Pointer {
  readonly id: string;
  readonly slot: SlotNumber;
  readonly savedAt: number;
}

interface Schema extends DBSchema {
  slots: { key: [string, SlotNumber]; value: Slot };
  pointers: { key: string; value: Pointer };
}

type Database = IDBPDatabase<Schema>;

/** @param name of the database and of the locks */
export function createCheckpointStore(name = 'trimpi-checkpoints'): CheckpointStore {
  let opening: Promise<Database> | null = null;
  const use = async <T>(work: (db: Database) => Promise<T>): Promise<T> => {
    opening ??= openDatabase(name);
    try {
      return await work(await opening);
    } catch (error) {
      // Browsers close databases under pressure: the next call opens it again.
      opening = null;
      throw error;
    }
  };
  const attempt = async (work: (db: Database) => Promise<unknown>, consequence: string) => {
    try {
      await use(work);
      return null;
    } catch (error) {
      return `${storageFault(error)} ${consequence}`;
    }
  };
  const lockOf = (id: string) => `${name}/${id}`;
  const heldLocks = async () => {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    return new Set(held.map((lock) => lock.name ?? '').filter((lock) => lock.startsWith(lockOf(''))));
  };
  return {
    async list() {
      try {
        const held = await heldLocks();
        const runs = await use(async (db) => {
          const ids = (await db.getAllKeys('pointers')).filter((id) => !held.has(lockOf(id)));
          return Promise.all(ids.map((id) => newest(db, id)));
        });
        const kept = runs.filter((run) => run !== null).sort((a, b) => b.savedAt - a.savedAt);
        return { runs: kept, fault: null };
      } catch (error) {
        return { runs: [], fault: `${storageFault(error)} Runs cannot be resumed after a reload.` };
      }
    },
    async freed() {
      const others = new AbortController();
      const waits = [...(await heldLocks())].map((lock) =>
        navigator.locks.request(lock, { mode: 'shared', signal: others.signal }, () => {}),
      );
      await Promise.race([...waits, new Promise(() => {})]);
      others.abort();
      await Promise.allSettled(waits);
    },
    async hold(id) {
      const release = await lock(lockOf(id));
      return (
        release && {
          save: async (checkpoint) => {
            const bytes = encodeCheckpoint(checkpoint);
            return attempt(
              (db) => save(db, id, bytes),
              'The run goes on, but its latest steps would be lost if this page closed.',
            );
          },
          load: () => use((db) => newest(db, id)).catch(() => null),
          remove: () => attempt((db) => remove(db, id), 'The run may be offered again at the next visit.'),
          release,
        }
      );
    },
  };
}

function openDatabase(name: string): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('slots', { keyPath: ['id', 'slot'] });
      fresh.createObjectStore('pointers', { keyPath: 'id' });
    },
    // Another tab with a newer page may change the database: this one lets go of it.
    blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
  });
}

async function save(db: Database, id: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  const savedAt = Date.now();
  const change = db.transaction(['slots', 'pointers'], 'readwrite');
  const [slots, pointers] = [change.objectStore('slots'), change.objectStore('pointers')];
  try {
    const all = await pointers.getAll();
    const slot = all.find((pointer) => pointer.id === id)?.slot === 0 ? 1 : 0;
    await slots.put({ id, slot, savedAt, bytes, digest });
    await pointers.put({ id, slot, savedAt });
    const others = all.filter((pointer) => pointer.id !== id).sort((a, b) => b.savedAt - a.savedAt);
    for (const old of others.slice(KEPT_RUNS - 1)) {
      await Promise.all([pointers.delete(old.id), ...SLOTS.map((each) => slots.delete([old.id, each]))]);
    }
    await change.done;
  } catch (error) {
    // The transaction may be over already, and says why itself.
    change.done.catch(() => {});
    try {
      change.abort();
    } catch {}
    throw error;
  }
}

async function remove(db: Database, id: string): Promise<void> {
  const change = db.transaction(['slots', 'pointers'], 'readwrite');
  const slots = change.objectStore('slots');
  await Promise.all([
    change.objectStore('pointers').delete(id),
    ...SLOTS.map((slot) => slots.delete([id, slot])),
    change.done,
  ]);
}

/** The slot that the pointer names, or the other one where that is damaged; null when there is neither. */
async function newest(db: Database, id: string): Promise<KeptCheckpoint | null> {
  const pointer = await db.get('pointers', id);
  const first = pointer?.slot === 1 ? 1 : 0;
  let kept: KeptCheckpoint | null = null;
  for (const number of [first, 1 - first] as SlotNumber[]) {
    const slot = await db.get('slots', [id, number]);
    if (!slot) {
      continue;
    }
    const content = await read(slot);
    if (content.ok || !kept) {
      const isOlder = number !== first;
      kept = { id, savedAt: slot.savedAt, bytes: slot.bytes?.byteLength ?? 0, isOlder, content };
    }
    if (content.ok) {
      break;
    }
  }
  return kept;
}

const DAMAGED: DecodedCheckpoint = {
  ok: false,
  message: 'A run that this browser kept is damaged and cannot go on.',
};

async function read(slot: Slot): Promise<DecodedCheckpoint> {
  // Whatever lies in the database was written by some page of this site, or by somebody at the browser's tools.
  if (!(slot.bytes instanceof Uint8Array) || !(slot.digest instanceof ArrayBuffer)) {
    return DAMAGED;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', slot.bytes));
  const said = new Uint8Array(slot.digest);
  const isSame = said.length === digest.length && digest.every((byte, i) => byte === said[i]);
  return isSame ? decodeCheckpoint(slot.bytes) : DAMAGED;
}

/** A tab that looks whether a run is free has it for a moment. */
const LOCK_PATIENCE_MS = 500;

/**
 * Takes a Web Lock until the returned function is called; null when somebody else has it. Browsers without locks go
 * without.
 */
function lock(name: string): Promise<(() => void) | null> {
  if (!navigator.locks) {
    return Promise.resolve(() => {});
  }
  return new Promise((resolve) => {
    navigator.locks
      .request(
        name,
        { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) },
        () => new Promise<void>((release) => resolve(release)),
      )
      .catch(() => resolve(null));
  });
}
