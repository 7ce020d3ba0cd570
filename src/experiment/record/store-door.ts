/** Longest that the browser's storage may take to open, milliseconds: far beyond a slow disk. */
export const STORE_PATIENCE_MS = 8_000;
/** Work on an open database has several answers to wait for, and may be of many megabytes. */
const WORK_PATIENCE = 3;
/**
 * The waiting is counted in turns of the event loop: in a worker that trains, an answer that has come may lie for seconds
 * until the worker looks, and then it is the worker that was busy, and not the storage that was silent.
 */
const TURNS = 16;

/** The storage has not answered in time. */
export class StoreSilent extends Error {}

/** What a promise gives; rejects with {@link StoreSilent} when it has not settled in time. */
export function inTime<T>(work: Promise<T>, ms = STORE_PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
      if (turns < TURNS) return;
      clearInterval(timer);
      reject(new StoreSilent());
    }, ms / TURNS);
    work.then(resolve, reject).finally(() => clearInterval(timer));
  });
}

/** Does a piece of work on a database; rejects when the database cannot be opened, fails or does not answer. */
export type StoreDoor<Database> = <T>(work: (db: Database) => Promise<T>) => Promise<T>;

/**
 * The way to a database. It is opened when it is first needed, and again after it failed: browsers close databases under
 * pressure. One that did not answer in time is not asked again before it has answered, so that nobody waits for it twice.
 *
 * @param patience milliseconds for opening; work on it has three times as long
 */
export function storeDoor<Database>(
  open: () => Promise<Database>,
  patience = STORE_PATIENCE_MS,
): StoreDoor<Database> {
  let opening: Promise<Database> | null = null;
  let isSilent = false;
  const within = async <T>(answer: Promise<T>, ms: number): Promise<T> => {
    try {
      return await inTime(answer, ms);
    } catch (error) {
      if (error instanceof StoreSilent) {
        isSilent = true;
        const answered = () => {
          isSilent = false;
        };
        answer.then(answered, answered);
      }
      throw error;
    }
  };
  return async (work) => {
    if (isSilent) {
      throw new StoreSilent();
    }
    opening ??= open();
    try {
      const db = await within(opening, patience);
      return await within(work(db), WORK_PATIENCE * patience);
    } catch (error) {
      opening = null;
      throw error;
    }
  };
}

/** Why the browser’s storage failed, as a sentence. */
export function storageFault(error: unknown): string {
  if (error instanceof StoreSilent) {
    return 'The browser’s storage does not answer; until it does, everything stays in memory.';
  }
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'QuotaExceededError') {
    return 'The browser has no more room for runs.';
  }
  return name === 'SecurityError' || name === 'InvalidStateError'
    ? 'The browser does not let this page store anything (a private window?).'
    : 'The browser’s storage failed.';
}
