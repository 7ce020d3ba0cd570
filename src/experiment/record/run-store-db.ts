import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import { keyOf } from '../plan/key-of';
import { CONFIG_BOUNDS, jsonFault } from '../plan/untrusted';
import { parseRunRecord } from './record-schema';
import type { RunRecord } from './run-record';
import { storageFault, storeDoor } from './store-door';

/** The list of runs that a browser keeps between visits. Nothing here throws: storage that fails says so in a sentence. */

/** Where a run in the list comes from: trained in this browser, published with the page, or read from a file. */
export type RunSource = 'live' | 'recording' | 'file';

/** A line of the run list. */
export interface StoredRun {
  /** The record's id. */
  readonly id: string;
  readonly source: RunSource;
  /** The name that the visitor gave it; null for the record's own title. */
  readonly name: string | null;
  readonly starred: boolean;
  /** Taken off the list; only recordings, which cannot be deleted, are kept so. */
  readonly hidden: boolean;
  /** The run itself; null for recordings, which the page fetches. */
  readonly record: RunRecord | null;
}

/** A run that was trained in this browser, as a list names it. */
export interface OwnRunMark {
  readonly id: string;
  /** The visitor's name for it, else the record's title. */
  readonly name: string;
  readonly starred: boolean;
  /** ISO date of its start. */
  readonly date: string;
  /** What was run, as {@link keyOf} names it: runs of one experiment share it. */
  readonly experiment: string;
}

/** The database as far as the list needs it; every call may reject. */
export interface RunTable {
  all(): Promise<unknown[]>;
  get(id: string): Promise<unknown>;
  put(run: StoredRun): Promise<unknown>;
  /** Replaces a run by what `next` makes of it, in one transaction; `next` gets undefined where there is none. */
  change(id: string, next: (before: unknown) => StoredRun): Promise<unknown>;
  remove(id: string): Promise<unknown>;
}

export interface LoadedRuns {
  readonly runs: readonly StoredRun[];
  /** Sentences on what could not be read. */
  readonly faults: readonly string[];
}

export interface RunStorage {
  load(): Promise<LoadedRuns>;
  /**
   * Stores a record and reads it back; the name and star that the visitor gave to this run stay. Null when it is there for
   * good, or why the run is kept for this visit only.
   */
  keep(record: RunRecord, source: 'live' | 'file'): Promise<string | null>;
  /** Whether the record of a run is there and can be read; false, too, when the storage fails. */
  has(id: string): Promise<boolean>;
  /** One run; null when there is none that can be read, or the storage fails. */
  read(id: string): Promise<StoredRun | null>;
  /** The runs that were trained in this browser, newest first, without their records; null when the storage fails. */
  own(): Promise<readonly OwnRunMark[] | null>;
  /** Null, or why the run is kept for this visit only. */
  save(run: StoredRun): Promise<string | null>;
  /** Null, or why the run will be back at the next visit. */
  remove(id: string): Promise<string | null>;
}

/**
 * @param open opens the database; called again after it failed or a call did (browsers close databases under pressure)
 */
export function createRunStorage(open: () => Promise<RunTable>): RunStorage {
  const use = storeDoor(open);
  const attempt = async (work: (table: RunTable) => Promise<unknown>, consequence: string) => {
    try {
      await use(work);
      return null;
    } catch (error) {
      return `${error instanceof Unreadable ? error.message : storageFault(error)} ${consequence}`;
    }
  };
  return {
    async load() {
      try {
        return readAll(await use((table) => table.all()));
      } catch (error) {
        return { runs: [], faults: [`${storageFault(error)} Runs of earlier visits are not shown.`] };
      }
    },
    keep: (record, source) =>
      attempt(async (table) => {
        await table.change(record.id, (before) => ({ ...marksOf(before), id: record.id, source, record }));
        const stored = readStored(await table.get(record.id));
        if (typeof stored === 'string') {
          throw new Unreadable(`The run was stored and could not be read back. ${stored}`);
        }
      }, THIS_VISIT_ONLY),
    has: (id) => use(async (table) => typeof readStored(await table.get(id)) !== 'string').catch(() => false),
    read: (id) =>
      use(async (table) => {
        const stored = readStored(await table.get(id));
        return typeof stored === 'string' ? null : stored;
      }).catch(() => null),
    own: () =>
      use(async (table) =>
        (await table.all()).flatMap(markOf).sort((a, b) => (a.date < b.date ? 1 : -1)),
      ).catch(() => null),
    save: (run) => attempt((table) => table.put(run), THIS_VISIT_ONLY),
    remove: (id) => attempt((table) => table.remove(id), 'The run may be back at the next visit.'),
  };
}

const THIS_VISIT_ONLY = 'What you see is kept until this tab closes; export the runs you need.';

/** What was stored is not what is read. */
class Unreadable extends Error {}

/** What the visitor has done to a stored run. */
function marksOf(value: unknown): Pick<StoredRun, 'name' | 'starred' | 'hidden'> {
  const { name, starred } = (value ?? {}) as { [K in keyof StoredRun]?: unknown };
  return { name: typeof name === 'string' ? name : null, starred: starred === true, hidden: false };
}

/** The mark of an own run, read without its record being checked: that is done when it is opened. */
function markOf(value: unknown): OwnRunMark[] {
  const { id, source, record } = (value ?? {}) as { [K in keyof StoredRun]?: unknown };
  const { title, config, provenance } = (record ?? {}) as {
    title?: unknown;
    config?: unknown;
    provenance?: { date?: unknown };
  };
  const { name, starred } = marksOf(value);
  const date = provenance?.date;
  return typeof id === 'string' && source === 'live' && typeof title === 'string' && typeof date === 'string'
    ? [{ id, name: name ?? title, starred, date, experiment: experimentOf(config) }]
    : [];
}

/** Names the experiment of a stored run; one that could not have been written here has an empty name. */
function experimentOf(config: unknown): string {
  const isReadable =
    typeof config === 'object' && config !== null && jsonFault(config, CONFIG_BOUNDS) === null;
  return isReadable ? keyOf(config) : '';
}

function readAll(values: readonly unknown[]): LoadedRuns {
  const read = values.map(readStored);
  const runs = read.filter((run) => typeof run !== 'string');
  const reasons = read.filter((run) => typeof run === 'string');
  const [reason] = reasons;
  if (reason === undefined) {
    return { runs, faults: [] };
  }
  const which =
    reasons.length === 1
      ? 'A stored run cannot be read'
      : `${reasons.length} stored runs cannot be read; the first`;
  return { runs, faults: [`${which}: ${reason}`] };
}

/** What another build, or somebody at the browser's tools, has written is checked like a file. A sentence: why it cannot be read. */
function readStored(value: unknown): StoredRun | string {
  const { id, source, hidden, record } = (value ?? {}) as { [K in keyof StoredRun]?: unknown };
  if (typeof id !== 'string' || (source !== 'live' && source !== 'recording' && source !== 'file')) {
    return 'It is not what this page stores.';
  }
  const parsed = source === 'recording' ? null : parseRunRecord(record);
  if (parsed && !parsed.ok) {
    return parsed.reason;
  }
  return {
    ...marksOf(value),
    id,
    source,
    hidden: hidden === true,
    record: parsed?.record ?? null,
  };
}

interface Schema extends DBSchema {
  runs: { key: string; value: StoredRun };
}

/** Opens the browser's database. */
export async function openRunTable(): Promise<RunTable> {
  const db: IDBPDatabase<Schema> = await openDB<Schema>('trimpi-runs', 1, {
    upgrade: (fresh) => void fresh.createObjectStore('runs', { keyPath: 'id' }),
    // Another tab with a newer page may change the database: this one lets go of it.
    blocking: () => db.close(),
  });
  // Committed at once: a visitor who changes a run and reloads the page in the same moment finds the change. Strictly: what
  // is said to be on the list is on the disk.
  const write = (
    change: (runs: IDBPObjectStore<Schema, ['runs'], 'runs', 'readwrite'>) => Promise<unknown>,
  ) => {
    const transaction = db.transaction('runs', 'readwrite', { durability: 'strict' });
    const changed = change(transaction.store);
    transaction.commit();
    return Promise.all([changed, transaction.done]);
  };
  return {
    all: () => db.getAll('runs'),
    get: (id) => db.get('runs', id),
    put: (run) => write((runs) => runs.put(run)),
    async change(id, next) {
      const transaction = db.transaction('runs', 'readwrite', { durability: 'strict' });
      // A failure of the transaction is that of the request in it.
      transaction.done.catch(() => {});
      await transaction.store.put(next(await transaction.store.get(id)));
      await transaction.done;
    },
    remove: (id) => write((runs) => runs.delete(id)),
  };
}
