import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** A piece that an action of the visitor needed and that did not arrive. */
export interface LostPiece {
  /** What it is, as the subject of a sentence: "The export". */
  readonly what: string;
  readonly again: () => void;
}

export const lostStore = createStore<{ readonly lost: LostPiece | null }>(() => ({ lost: null }));

export const useLost = () => useStore(lostStore, ({ lost }) => lost);

/**
 * Does something with a lazily loaded piece; the page says so where it does not arrive.
 *
 * @param what is the subject of that sentence
 */
export async function withPiece<T>(
  what: string,
  load: () => Promise<T>,
  use: (piece: T) => void | Promise<void>,
): Promise<void> {
  let piece: T;
  try {
    piece = await load();
  } catch {
    lostStore.setState({ lost: { what, again: () => void withPiece(what, load, use) } });
    return;
  }
  await use(piece);
}
