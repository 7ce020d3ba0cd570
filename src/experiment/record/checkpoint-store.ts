import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import {
  type Checkpoint,
  type DecodedCheckpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from './checkpoint-codec';
import { sha256 } from './sha-256';
import { inTime, STORE_PATIENCE_MS, storageFault, storeDoor } from './store-door';

/**
 * Checkpoints in IndexedDB. Each run has two slots and a pointer to the newer one; a save writes the other slot and
 * moves the pointer in one transaction, so that a crash leaves what was there before, and then reads the slot back.
 * SHA-256 over the bytes tells a damaged slot, and then the other one stands in. Nothing here throws: storage that fails
 * says so in a sentence.
 */
export interface CheckpointStore {
  /**
   * What is kept of runs that no tab is at work on, newest first, the ids of those that a tab is at work on, and what could not be
   * read at all.
   */
  list(): Promise<{
    readonly runs: readonly KeptCheckpoint[];
    readonly busy: readonly string[];
    readonly fault: string | null;
  }>;
  /** True when a tab lets go of a run that it was at work on; false, at once, when there is none. */
  freed(): Promise<boolean>;
  /** Tells the other tabs that what is free, or kept at all, may have changed. */
  tellOthers(): void;
  /** Calls back when another tab says so. */
  onOthers(listener: () => void): void;
  /** Makes this tab the only one that writes a run's checkpoints; null when another one is. */
  hold(id: string): Promise<Hold | null>;
}

/** One run's place in the store, while nobody else writes it. */
export interface Hold {
  /**
   * Where this is one run too many: the oldest of those that no tab is at work on, to be named to the visitor. They are
   * removed when a checkpoint of this one has been stored, unless a tab has gone on with them by then.
   */
  makeRoom(): Promise<readonly KeptCheckpoint[]>;
  /** Null, or why it is not kept. */
  save(checkpoint: Checkpoint): Promise<string | null>;
  /** The newest checkpoint that can be read, or why it cannot; null when there is none. */
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

/** Unfinished runs that a browser keeps beside those that are open in a tab; older ones make room. */
export const KEPT_RUNS = 3;

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

/**
 * @param name of the database and of the locks
 * @param patience milliseconds that the browser has for one answer
 */
export function createCheckpointStore(
  name = 'trimpi-checkpoints',
  patience = STORE_PATIENCE_MS,
): CheckpointStore {
  const use = storeDoor(() => openDatabase(name), patience);
  const attempt = async (work: (db: Database) => Promise<unknown>, consequence: string) => {
    try {
      await use(work);
      return null;
    } catch (error) {
      return `${storageFault(error)} ${consequence}`;
    }
  };
  const others = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(name);
  const lockOf = (id: string) => `${name}/${id}`;
  const heldLocks = async () => {
    const { held = [] } = (await (navigator.locks && inTime(navigator.locks.query(), patience))) ?? {};
    // Shared: a tab that waits for the run to be free, and has it for a moment.
    const working = held.filter(({ mode }) => mode === 'exclusive');
    return new Set(working.map((lock) => lock.name ?? '').filter((lock) => lock.startsWith(lockOf(''))));
  };
  /** The runs that no tab is at work on, newest first. */
  const free = async () => {
    const held = await heldLocks();
    const runs = await use(async (db) => {
      const ids = (await db.getAllKeys('pointers')).filter((id) => !held.has(lockOf(id)));
      return Promise.all(ids.map((id) => newest(db, id)));
    });
    return runs.filter((run) => run !== null).sort((a, b) => b.savedAt - a.savedAt);
  };
  /** Removes a run unless a tab is at work on it, or has been since it was named. */
  const evict = async ({ id, savedAt }: KeptCheckpoint) => {
    const release = await lock(lockOf(id), 0);
    try {
      await (release && use(async (db) => (await newest(db, id))?.savedAt === savedAt && remove(db, id)));
    } finally {
      release?.();
    }
  };
  return {
    async list() {
      try {
        const runs = await free();
        const busy = [...(await heldLocks())].map((lock) => lock.slice(lockOf('').length));
        return { runs, busy, fault: null };
      } catch (error) {
        return { runs: [], busy: [], fault: `${storageFault(error)} Runs cannot be resumed after a reload.` };
      }
    },
    async freed() {
      const leave = new AbortController();
      const held = await heldLocks();
      const waits = [...held].map((lock) =>
        navigator.locks.request(lock, { mode: 'shared', signal: leave.signal }, () => {}),
      );
      await Promise.race(waits.length > 0 ? waits : [null]);
      leave.abort();
      await Promise.allSettled(waits);
      return held.size > 0;
    },
    tellOthers: () => others?.postMessage('changed'),
    onOthers: (listener) => others?.addEventListener('message', listener),
    async hold(id) {
      const release = await lock(lockOf(id));
      if (!release) {
        return null;
      }
      let leaving: readonly KeptCheckpoint[] = [];
      return {
        async makeRoom() {
          const kept = (await free().catch(() => [])).filter((run) => run.id !== id);
          leaving = kept.slice(KEPT_RUNS - 1);
          return leaving;
        },
        save: async (checkpoint) => {
          const fault = await attempt(
            // Encoded here: a browser without memory for the bytes has failed like any storage.
            (db) => save(db, id, encodeCheckpoint(checkpoint)),
            'The run goes on, but its latest steps would be lost if this page closed.',
          );
          // A run that has only begun takes no other's place yet.
          if (!fault && checkpoint.state.stages.length > 0) {
            for (const run of leaving) await evict(run).catch(() => {});
            leaving = [];
          }
          return fault;
        },
        load: () =>
          use((db) => newest(db, id)).catch((error) => ({
            ...{ id, savedAt: 0, bytes: 0, isOlder: false },
            content: {
              ok: false,
              message: `${storageFault(error)} The run cannot be read; try again later.`,
            },
          })),
        remove: () => attempt((db) => remove(db, id), 'The run may be offered again at the next visit.'),
        release,
      };
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
  const digest = await sha256(bytes);
  const savedAt = Date.now();
  const change = transact(db);
  const [slots, pointers] = [change.objectStore('slots'), change.objectStore('pointers')];
  let before: Pointer | undefined;
  let slot: SlotNumber;
  try {
    before = await pointers.get(id);
    slot = before?.slot === 0 ? 1 : 0;
    await slots.put({ id, slot, savedAt, bytes, digest });
    await pointers.put({ id, slot, savedAt });
    await change.done;
  } catch (error) {
    // The transaction may be over already, and says why itself.
    change.done.catch(() => {});
    try {
      change.abort();
    } catch {}
    throw error;
  }
  const stored = await db.get('slots', [id, slot]);
  if (!stored || !(await isSound(stored))) {
    // The next save must not write over the slot that is sound.
    await (before ? db.put('pointers', before) : remove(db, id));
    throw new Error('The checkpoint could not be read back.');
  }
}

/** A change that is said to be made when it is on the disk. */
function transact(db: Database) {
  return db.transaction(['slots', 'pointers'], 'readwrite', { durability: 'strict' });
}

async function remove(db: Database, id: string): Promise<void> {
  const change = transact(db);
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
  return (await isSound(slot)) ? decodeCheckpoint(slot.bytes) : DAMAGED;
}

/** Whether a slot holds what was written. */
async function isSound({ bytes, digest: said }: Slot): Promise<boolean> {
  // Whatever lies in the database was written by some page of this site, or by somebody at the browser's tools.
  if (!(bytes instanceof Uint8Array) || !(said instanceof ArrayBuffer)) {
    return false;
  }
  const digest = new Uint8Array(await sha256(bytes as Uint8Array<ArrayBuffer>));
  const expected = new Uint8Array(said);
  return expected.length === digest.length && digest.every((byte, i) => byte === expected[i]);
}

/** A tab that looks whether a run is free has it for a moment. */
const LOCK_PATIENCE_MS = 500;

/**
 * Takes a Web Lock until the returned function is called; null when somebody else has it for as long as `patience`, in
 * milliseconds; 0: at this moment. Browsers without locks go without.
 */
function lock(name: string, patience = LOCK_PATIENCE_MS): Promise<(() => void) | null> {
  if (!navigator.locks) {
    return Promise.resolve(() => {});
  }
  return new Promise((resolve) => {
    navigator.locks
      .request(
        name,
        patience > 0 ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true },
        (lock) => (lock ? new Promise<void>((release) => resolve(release)) : resolve(null)),
      )
      .catch(() => resolve(null));
  });
}
