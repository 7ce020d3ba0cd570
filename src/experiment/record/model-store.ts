import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { StageName } from '../plan/methods';
import { sha256 } from './sha-256';
import { inTime, STORE_PATIENCE_MS, storageFault, storeDoor } from './store-door';

/**
 * The trained models of finished runs in IndexedDB: for each run the safetensors files of its stages, as they are exported.
 * They share a budget. What does not fit pushes out the oldest runs, but never one that is starred, that any tab has open,
 * or that is not on the list only because it is being written. Nothing here throws: storage that fails says so in a sentence.
 */
export interface ModelStore {
  /** The runs whose models are kept, newest first, without the models themselves. */
  list(): Promise<KeptModelList>;
  /**
   * What would have to go for a run of so many bytes.
   *
   * @param starred ids of the runs that stay
   */
  makeRoom(bytes: number, starred: ReadonlySet<string>): Promise<Room>;
  /** Keeps the models of a run, in the place of those that {@link makeRoom} names. Null, or why they are not kept. */
  keep(run: KeptRunModels, starred: ReadonlySet<string>): Promise<string | null>;
  /** The file of a stage; null where there is none that can be read. */
  file(id: string, stage: StageName): Promise<Uint8Array | null>;
  /** Deletes the models of a run, unless a tab has it open. */
  remove(id: string): Promise<void>;
  /** Says that this tab has a run open, so that no tab pushes it out, until the returned function is called. */
  open(id: string): () => void;
}

export interface KeptModelList {
  readonly models: readonly KeptModels[];
  /** Why it is not known what is kept, as a sentence. */
  readonly fault: string | null;
}

/** What is known of the models of a run without reading them. */
export interface KeptModels {
  /** The record's id. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly bytes: number;
  readonly stages: readonly StageName[];
  /** SHA-256 of the parameters of the base, in hex; empty where the page had no way to tell. */
  readonly base: string;
}

export interface KeptRunModels extends Pick<KeptModels, 'id' | 'base'> {
  readonly files: ReadonlyMap<StageName, Uint8Array<ArrayBuffer>>;
}

/** What goes to make room, oldest first; null when even that is not enough. */
export type Room = readonly KeptModels[] | null;

/** All models of this browser together, bytes: about 25 runs of three stages. */
export const MODEL_BUDGET = 100e6;

interface StoredFile {
  readonly id: string;
  readonly stage: StageName;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the bytes; null where the page was not in a secure context, which has no digests. */
  readonly digest: ArrayBuffer | null;
}

interface Schema extends DBSchema {
  runs: { key: string; value: KeptModels };
  files: { key: [string, StageName]; value: StoredFile };
}

type Database = IDBPDatabase<Schema>;

/**
 * @param name of the database and of the locks
 * @param budget bytes
 * @param patience milliseconds that the browser has for one answer
 */
export function createModelStore(
  name = 'trimpi-models',
  budget = MODEL_BUDGET,
  patience = STORE_PATIENCE_MS,
): ModelStore {
  const use = storeDoor(() => openDatabase(name), patience);
  const list = () => use(async (db) => newestFirst(await db.getAll('runs')));
  const room = async (bytes: number, starred: ReadonlySet<string>, own: string | null): Promise<Room> => {
    const kept = (await list()).filter(({ id }) => id !== own);
    const open = await openIds(name, patience);
    let used = kept.reduce((sum, run) => sum + run.bytes, 0);
    const leaving: KeptModels[] = [];
    for (const run of [...kept].reverse()) {
      if (used + bytes <= budget) break;
      if (starred.has(run.id) || open.has(run.id)) continue;
      leaving.push(run);
      used -= run.bytes;
    }
    return used + bytes <= budget ? leaving : null;
  };
  return {
    async list() {
      try {
        return { models: await list(), fault: null };
      } catch (error) {
        return { models: [], fault: `${storageFault(error)} The models of earlier runs cannot be asked.` };
      }
    },
    makeRoom: (bytes, starred) => room(bytes, starred, null).catch(() => []),
    async keep({ id, base, files }, starred) {
      const bytes = [...files.values()].reduce((sum, file) => sum + file.byteLength, 0);
      try {
        const leaving = await room(bytes, starred, id);
        if (leaving === null) {
          return `The ${budget / 1e6} MB for models are taken by runs that are starred or open. ${UNKEPT}`;
        }
        const stored = await Promise.all(
          [...files].map(async ([stage, file]) => ({ id, stage, bytes: file, digest: await digestOf(file) })),
        );
        const head = { id, savedAt: Date.now(), bytes, stages: [...files.keys()], base };
        await use((db) => write(db, head, stored));
        const isThere = await use(async (db) =>
          Promise.all(stored.map(async ({ stage }) => isSound(await db.get('files', [id, stage])))),
        );
        if (isThere.includes(false)) {
          await use((db) => erase(db, [id]));
          return `The models could not be read back. ${UNKEPT}`;
        }
        // Only now: what was there before goes when what takes its place is on the disk.
        const ids = leaving.map((run) => run.id);
        await use((db) => erase(db, ids)).catch(() => {});
        return null;
      } catch (error) {
        return `${storageFault(error)} ${UNKEPT}`;
      }
    },
    file: (id, stage) =>
      use(async (db) => {
        const stored = await db.get('files', [id, stage]);
        return stored && (await isSound(stored)) ? stored.bytes : null;
      }).catch(() => null),
    remove: (id) =>
      openIds(name, patience)
        .then((open) => (open.has(id) ? undefined : use((db) => erase(db, [id]))))
        .catch(() => {}),
    open: (id) => holdOpen(lockName(name, id)),
  };
}

const UNKEPT =
  'The models of this run can be asked until this tab closes; export them, or remove the star of another run.';

function newestFirst(runs: readonly KeptModels[]): KeptModels[] {
  return runs.filter(isHead).sort((a, b) => b.savedAt - a.savedAt);
}

/** Whatever lies in the database was written by some page of this site, or by somebody at the browser's tools. */
function isHead(value: unknown): value is KeptModels {
  const { id, savedAt, bytes, stages, base } = (value ?? {}) as { [K in keyof KeptModels]?: unknown };
  return (
    typeof id === 'string' &&
    typeof savedAt === 'number' &&
    typeof bytes === 'number' &&
    typeof base === 'string' &&
    Array.isArray(stages)
  );
}

function openDatabase(name: string): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('runs', { keyPath: 'id' });
      fresh.createObjectStore('files', { keyPath: ['id', 'stage'] });
    },
    // Another tab with a newer page may change the database: this one lets go of it.
    blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
  });
}

/** One transaction: a crash leaves what was there before, or all of it. */
async function write(db: Database, head: KeptModels, files: readonly StoredFile[]): Promise<void> {
  const change = transact(db);
  const stored = change.objectStore('files');
  await Promise.all([
    // A run that was taken back and ended again may have fewer stages.
    stored.delete(filesOf(head.id)),
    ...files.map((file) => stored.put(file)),
    change.objectStore('runs').put(head),
    change.done,
  ]);
}

async function erase(db: Database, ids: readonly string[]): Promise<void> {
  const change = transact(db);
  const [runs, files] = [change.objectStore('runs'), change.objectStore('files')];
  await Promise.all([...ids.flatMap((id) => [runs.delete(id), files.delete(filesOf(id))]), change.done]);
}

/** Every key that begins with the id. */
function filesOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []]);
}

/** A change that is said to be made when it is on the disk. */
function transact(db: Database) {
  return db.transaction(['runs', 'files'], 'readwrite', { durability: 'strict' });
}

async function digestOf(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | null> {
  return sha256(bytes);
}

/** Whether a file is there and is what was written, as far as this page can tell. */
async function isSound(file: StoredFile | undefined): Promise<boolean> {
  const { bytes, digest: said } = file ?? {};
  if (!(bytes instanceof Uint8Array)) {
    return false;
  }
  const digest = said && (await digestOf(bytes));
  if (!said || !digest) {
    return true;
  }
  const [now, then] = [new Uint8Array(digest), new Uint8Array(said)];
  return now.length === then.length && now.every((byte, i) => byte === then[i]);
}

const lockName = (name: string, id: string) => `${name}/${id}`;

/** The runs that tabs have open; none where the browser has no locks. */
async function openIds(name: string, patience: number): Promise<ReadonlySet<string>> {
  const { held = [] } = (await (navigator.locks && inTime(navigator.locks.query(), patience))) ?? {};
  const start = lockName(name, '');
  return new Set(
    held.flatMap((lock) => (lock.name?.startsWith(start) ? [lock.name.slice(start.length)] : [])),
  );
}

function holdOpen(name: string): () => void {
  if (!navigator.locks) {
    return () => {};
  }
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks.request(name, { mode: 'shared' }, () => released).catch(() => {});
  return release;
}
