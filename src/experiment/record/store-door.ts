/** Longest that the browser's storage may take for one answer, milliseconds: far beyond a slow disk. */
export const STORE_PATIENCE_MS = 8_000;

/** The storage has not answered in time. */
export class StoreSilent extends Error {}

/** What a promise gives; rejects with {@link StoreSilent} when it has not settled in time. */
export function inTime<T>(work: Promise<T>, ms = STORE_PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new StoreSilent()), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Does a piece of work on a database; rejects when the database cannot be opened, fails or does not answer. */
export type StoreDoor<Database> = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/**
 * The way to a database. It is opened when it is first needed, and again after it failed: browsers close databases under
 * pressure. One that once did not answer in time is not asked again during the visit, so that nobody waits for it twice.
 *
 * @param patience milliseconds for opening and for each piece of work
 */
export function storeDoor<Database>(
  open: () => Promise<Database>,
  patience = STORE_PATIENCE_MS,
): StoreDoor<Database> {
  let opening: Promise<Database> | null = null;
  let isSilent = false;
  return async (work) => {
    if (isSilent) {
      throw new StoreSilent();
    }
    opening ??= open();
    try {
      const db = await inTime(opening, patience);
      return await inTime(work(db), patience);
    } catch (error) {
      opening = null;
      isSilent ||= error instanceof StoreSilent;
      throw error;
    }
  };
}

/** Why the browser’s storage failed, as a sentence. */
export function storageFault(error: unknown): string {
  if (error instanceof StoreSilent) {
    return 'The browser’s storage does not answer; until this page is reloaded everything stays in memory.';
  }
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') {
    return 'The browser has no more room for runs.';
  }
  return name === 'SecurityError' || name === 'InvalidStateError'
    ? 'The browser does not let this page store anything (a private window?).'
    : 'The browser’s storage failed.';
}
