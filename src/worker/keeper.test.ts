import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Checkpoint } from '../experiment/record/checkpoint-codec';
import type { Hold } from '../experiment/record/checkpoint-store';
import type { RunState } from '../experiment/record/run-state';
import { checkpointOf } from '../experiment/testing/checkpoints';
import { Keeper } from './keeper';

const { state, ...head } = checkpointOf('in the middle of RL');
/** States that can be told apart. */
const stateOf = (seconds: number): RunState => ({
  ...state,
  current: state.current && { ...state.current, seconds },
});

let now: number;
let saved: (number | undefined)[];
let calls: string[];
let faults: string[];
/** What the storage answers; a save waits for `gate`. */
let answer: string | null;
let gate: Promise<void>;

const hold: Hold = {
  makeRoom: async () => [],
  async save(checkpoint: Checkpoint) {
    saved.push(checkpoint.state.current?.seconds);
    await gate;
    return answer;
  },
  load: async () => null,
  remove: async () => {
    calls.push('remove');
    return null;
  },
  release: () => void calls.push('release'),
};

const newKeeper = () => new Keeper(hold, head, (fault) => faults.push(fault));
const sound = async () => true;
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  saved = [];
  calls = [];
  faults = [];
  answer = null;
  gate = Promise.resolve();
  return () => vi.restoreAllMocks();
});

describe('the keeper of a run', () => {
  it('takes a state every 25 updates or 10 seconds, at stages, and before the run rests', async () => {
    const keeper = newKeeper();
    let updates = 0;
    const offer = (point: 'step' | 'stage' = 'step', isResting = false) => {
      updates += 1;
      const number = updates;
      return keeper.offer(point, async () => stateOf(number), sound, isResting);
    };
    const taken = () => keeper.latest?.current?.seconds;
    for (let i = 0; i < 24; i++) await offer();
    expect(keeper.latest).toBeNull();
    await offer();
    expect(taken()).toBe(25);
    now = 9_999;
    await offer();
    expect(taken()).toBe(25);
    now = 10_000;
    await offer();
    expect(taken()).toBe(27);
    await offer('stage');
    expect(taken()).toBe(28);
    await offer('step', true);
    expect(taken()).toBe(29);
    await settle();
    expect(saved).toEqual([25, 27, 28, 29]);
  });

  it('does not make the run wait for the storage, and passes over states that came meanwhile', async () => {
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    const keeper = newKeeper();
    for (const number of [1, 2, 3]) await keeper.offer('stage', async () => stateOf(number), sound, false);
    expect(keeper.latest?.current?.seconds).toBe(3);
    expect(saved).toEqual([1]);
    const closing = keeper.close(false);
    open();
    await closing;
    expect(saved).toEqual([1, 3]);
    expect(calls).toEqual(['release']);
  });

  it('says once that nothing can be stored, goes on trying, and keeps the state in memory', async () => {
    answer = 'No room.';
    const keeper = newKeeper();
    for (const number of [1, 2]) {
      await keeper.offer('stage', async () => stateOf(number), sound, false);
      await settle();
    }
    expect(faults).toEqual(['No room.']);
    expect(saved).toEqual([1, 2]);
    expect(keeper.latest?.current?.seconds).toBe(2);
  });

  it('keeps the state before a model that looks wrong, also where the run rests', async () => {
    const keeper = newKeeper();
    await keeper.offer('stage', async () => stateOf(1), sound, false);
    await keeper.offer(
      'stage',
      async () => stateOf(2),
      async () => false,
      true,
    );
    expect(keeper.latest?.current?.seconds).toBe(1);
    expect(saved).toEqual([1]);
  });

  it('stores that a run has begun, and leaves nothing of one that ended before it had a state', async () => {
    const keeper = newKeeper();
    keeper.begin({ stages: [], rollouts: [], values: new Map(), current: null });
    await keeper.settled();
    expect(saved).toEqual([undefined]);
    expect(keeper.isKept).toBe(false);
    await keeper.close(false);
    expect(calls).toEqual(['remove', 'release']);
  });

  it('knows whether the run can be resumed', async () => {
    const keeper = newKeeper();
    await keeper.offer('stage', async () => stateOf(1), sound, false);
    expect(keeper.isKept).toBe(true);
    // Where a later state finds no room, the one before it stays.
    answer = 'No room.';
    await keeper.offer('stage', async () => stateOf(2), sound, true);
    expect(keeper.isKept).toBe(true);
    const unstored = newKeeper();
    await unstored.offer('stage', async () => stateOf(1), sound, true);
    expect(unstored.isKept).toBe(false);
    expect(new Keeper(null, head, () => {}, stateOf(1)).isKept).toBe(false);
  });

  it('stores from where a run begins that was taken back, and not again what was resumed', async () => {
    const takenBack = new Keeper(hold, head, (fault) => faults.push(fault), stateOf(7));
    expect(takenBack.isKept).toBe(false);
    takenBack.begin(stateOf(7));
    await takenBack.settled();
    expect(saved).toEqual([7]);
    expect(takenBack.isKept).toBe(true);
    const resumed = new Keeper(hold, head, (fault) => faults.push(fault), stateOf(7), true);
    resumed.begin(stateOf(7));
    await resumed.settled();
    expect(saved).toEqual([7]);
    expect(resumed.isKept).toBe(true);
  });

  it('leaves nothing behind of a run whose record is stored', async () => {
    const keeper = newKeeper();
    await keeper.offer('stage', async () => stateOf(1), sound, false);
    await keeper.close(true);
    expect(calls).toEqual(['remove', 'release']);
  });
});
