import { use } from 'react';
import { PieceLost } from './piece-lost';

/** Something of the page whose code is fetched when it is first wanted. */
export interface LazyValue<T> {
  /**
   * Fetches it, before it is drawn or outside of drawing.
   *
   * @throws PieceLost when it did not arrive; the next call tries again
   */
  load(): Promise<T>;
  /** For drawing, inside a `lazyPiece`: what is drawn waits until it is there, or a sentence stands in its place. */
  read(): T;
}

/**
 * @param what it is, as the subject of a sentence: "What ClevrPolicy-M shows"
 */
export function lazyValue<T>(what: string, fetch: () => Promise<T>): LazyValue<T> {
  let awaited: Promise<T> | null = null;
  let isLost = false;
  const begin = (): Promise<T> => {
    const promise: Promise<T> = fetch().then(
      (value) => {
        // React reads a promise that says so itself at once; it would wait a moment for any other.
        Object.assign(promise, { status: 'fulfilled', value });
        return value;
      },
      () => {
        isLost = true;
        throw new PieceLost(what, forget);
      },
    );
    return promise;
  };
  const wait = (): Promise<T> => {
    awaited ??= begin();
    return awaited;
  };
  // Until then a failure stays: drawn again at once, the same would be fetched for ever.
  const forget = () => {
    if (!isLost) return;
    isLost = false;
    awaited = null;
  };
  return {
    async load() {
      forget();
      try {
        return await wait();
      } finally {
        // Nobody who draws has met this failure: the first who does tries again.
        forget();
      }
    },
    // `use` also for what is there: React draws a component that has waited once more, and fails where this `use` is missing then
    // and hooks follow.
    read: () => use(wait()),
  };
}
