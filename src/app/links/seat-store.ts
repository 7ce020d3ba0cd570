import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunRecord } from '../../experiment/record/run-record';
import { readSetting, storeSetting } from '../design/settings';
import { withPiece } from '../pieces/lost-store';
import { runStore } from '../state/stores';

/** A pupil's place in a class: the seed that this laptop trains with, and what came of it. */
export interface Seat {
  /** The class link, from # on. */
  readonly link: string;
  readonly seed: number;
  /** The result link of the run, from # on; null until it has finished. */
  readonly result: string | null;
}

const KEY = 'class-seat';
/** Longest link that is kept, characters. */
const LONGEST = 20_000;

/** What an earlier visit kept; null where there is nothing that can be read. */
function storedSeat(): Seat | null {
  try {
    return seatOf(JSON.parse(readSetting(KEY) ?? 'null'));
  } catch {
    // Not JSON: somebody else's, or cut off.
    return null;
  }
}

/** By hand: this comes with the first picture, and a library for schemas does not. */
function seatOf(value: unknown): Seat | null {
  const { link, seed, result } = (value ?? {}) as { [K in keyof Seat]?: unknown };
  const isFragment = (text: unknown): text is string =>
    typeof text === 'string' && text.length <= LONGEST && /^#\d{1,4}\.[\w-]+$/.test(text);
  if (!isFragment(link) || !Number.isSafeInteger(seed) || Number(seed) < 0) return null;
  return { link, seed: Number(seed), result: isFragment(result) ? result : null };
}

const seatStore = createStore<{ readonly seat: Seat | null }>(() => ({ seat: storedSeat() }));

export const useSeat = (): Seat | null => useStore(seatStore, (state) => state.seat);

/** Takes a seat, or leaves it with null. */
export function takeSeat(seat: Seat | null): void {
  seatStore.setState({ seat });
  storeSetting(KEY, JSON.stringify(seat));
}

/** Keeps the result of every run of the class that finishes, whatever the screen; returns the way to stop. */
export function keepClassResult(): () => void {
  return runStore.subscribe(({ live }, before) => {
    if (live?.status !== 'finished' || before.live?.status === 'finished') return;
    const { seat } = seatStore.getState();
    if (seat) void keepResult(live.record, seat);
  });
}

async function keepResult(record: RunRecord, { link: classLink }: Seat): Promise<void> {
  await withPiece(
    'What makes the result link',
    () => import('./class-seat'),
    async ({ resultForClass, fits }) => {
      const link = await resultForClass(record, classLink);
      const { seat } = seatStore.getState();
      // Meanwhile the seat may have been left. A result that fits gives way only to another that does.
      if (link === null || seat?.link !== classLink) return;
      if (seat.result !== null && (await fits(seat.result, classLink)) && !(await fits(link, classLink)))
        return;
      takeSeat({ ...seat, result: link });
    },
  );
}
