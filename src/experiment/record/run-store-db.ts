import { type DBSchema, type IDBPDatabase, type IDBPObjectStore, openDB } from 'idb';
import { parseRunRecord } from './record-schema';
import type { RunRecord } from './run-record';

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

/** The database as far as the list needs it; every call may reject. */
export interface RunTable {
  all(): Promise<unknown[]>;
  put(run: StoredRun): Promise<unknown>;
  remove(id: string): Promise<unknown>;
}

export interface LoadedRuns {
  readonly runs: readonly StoredRun[];
  /** Sentences on what could not be read. */
  readonly faults: readonly string[];
}

export interface RunStorage {
  load(): Promise<LoadedRuns>;
  /** Null, or why the run is kept for this visit only. */
  save(run: StoredRun): Promise<string | null>;
  /** Null, or why the run will be back at the next visit. */
  remove(id: string): Promise<string | null>;
}

/**
 * @param open opens the database; called again after it failed or a call did (browsers close databases under pressure)
 */
export function createRunStorage(open: () => Promise<RunTable>): RunStorage {
  let opening: Promise<RunTable> | null = null;
  const use = async <T>(work: (table: RunTable) => Promise<T>): Promise<T> => {
    opening ??= open();
    try {
      return await work(await opening);
    } catch (error) {
      opening = null;
      throw error;
    }
  };
  const attempt = async (work: (table: RunTable) => Promise<unknown>, consequence: string) => {
    try {
      await use(work);
      return null;
    } catch (error) {
      return `${storageFault(error)} ${consequence}`;
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
    save: (run) =>
      attempt(
        (table) => table.put(run),
        'What you see is kept until this tab closes; export the runs you need.',
      ),
    remove: (id) => attempt((table) => table.remove(id), 'The run may be back at the next visit.'),
  };
}

function readAll(values: readonly unknown[]): LoadedRuns {
  const runs = values.flatMap((value) => readStored(value) ?? []);
  const lost = values.length - runs.length;
  const faults =
    lost === 0
      ? []
      : [`${lost} stored ${lost === 1 ? 'run' : 'runs'} of another version of this page cannot be read.`];
  return { runs, faults };
}

/** What another build, or somebody at the browser's tools, has written is checked like a file. */
function readStored(value: unknown): StoredRun | null {
  const { id, source, name, starred, hidden, record } = (value ?? {}) as { [K in keyof StoredRun]?: unknown };
  if (typeof id !== 'string' || (source !== 'live' && source !== 'recording' && source !== 'file')) {
    return null;
  }
  const parsed = source === 'recording' ? null : parseRunRecord(record);
  if (parsed && !parsed.ok) {
    return null;
  }
  return {
    id,
    source,
    name: typeof name === 'string' ? name : null,
    starred: starred === true,
    hidden: hidden === true,
    record: parsed?.record ?? null,
  };
}

/** Why the browser’s storage failed, as a sentence. */
export function storageFault(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') {
    return 'The browser has no more room for runs.';
  }
  return name === 'SecurityError' || name === 'InvalidStateError'
    ? 'The browser does not let this page store anything (a private window?).'
    : 'The browser’s storage failed.';
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
  // Committed at once: a visitor who changes a run and reloads the page in the same moment finds the change.
  const write = (
    change: (runs: IDBPObjectStore<Schema, ['runs'], 'runs', 'readwrite'>) => Promise<unknown>,
  ) => {
    const transaction = db.transaction('runs', 'readwrite');
    const changed = change(transaction.store);
    transaction.commit();
    return Promise.all([changed, transaction.done]);
  };
  return {
    all: () => db.getAll('runs'),
    put: (run) => write((runs) => runs.put(run)),
    remove: (id) => write((runs) => runs.delete(id)),
  };
}
