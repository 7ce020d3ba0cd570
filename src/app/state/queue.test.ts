import { beforeEach, describe, expect, it } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExperimentConfig } from '../../experiment/plan/config';
import { findPreset, type Preset, presetConfig } from '../../experiment/plan/presets';
import { runRecordOf } from '../../experiment/testing/records';
import {
  cancelled,
  EMPTY_QUEUE,
  enqueued,
  moved,
  nextRun,
  type Queue,
  released,
  revived,
  started,
} from './queue';
import { queueText, readQueue } from './queue-storage';
import { createQueueStore } from './queue-store';
import type { RunStore } from './run-store';
import { INITIAL_PAGE, type RunView, startedRun } from './run-view';

const micro = (seed: number): ExperimentConfig =>
  presetConfig(findPreset('micro') as Preset, 'cot-sft', seed);
const seeds = ({ runs }: Queue) => runs.map(({ config }) => config.seed);
const states = ({ runs }: Queue) => runs.map(({ state }) => state);

describe('a queue', () => {
  const three = enqueued(EMPTY_QUEUE, [1, 2, 3].map(micro));

  it('takes each run once, changes the order of what waits, and lets it go', () => {
    expect(seeds(enqueued(three, [micro(2), micro(4)]))).toEqual([1, 2, 3, 4]);
    expect(seeds(moved(three, '3', -1))).toEqual([1, 3, 2]);
    expect(moved(three, '1', -1)).toBe(three);
    const going = started(three, '1');
    expect(moved(going, '2', -1)).toBe(going);
    expect(seeds(cancelled(going, '2'))).toEqual([1, 3]);
    expect(cancelled(going, '1').runs).toHaveLength(3);
  });

  it('comes back after a reload: what ran goes first, and nothing starts unasked', () => {
    const going = released(started(three, '2'));
    const { queue, fault } = readQueue(queueText(going));
    expect(fault).toBeNull();
    expect(queue).toEqual(revived(going));
    expect(queue).toMatchObject({ isHeld: true, why: expect.stringContaining('loaded anew') });
    expect(nextRun(queue)).toMatchObject({ state: 'interrupted', config: { seed: 2 } });
  });

  it('says what of it could not be read', () => {
    expect(readQueue('{').fault).toContain('could not be read');
    expect(readQueue('{"runs":[{"id":"x"}]}').fault).toContain('could not be read');
    const damaged = queueText(three).replace('"preset":"micro"', '"preset":"gone"');
    expect(readQueue(damaged)).toMatchObject({ fault: expect.stringContaining('A run of the queue') });
    expect(seeds(readQueue(damaged).queue)).toEqual([2, 3]);
  });
});

describe('the queue at work', () => {
  const backend = { name: 'wasm', device: 'test', note: null, isFault: false } as const;
  let kept = '';
  let page: StoreApi<RunStore>;
  let taken = false;
  const live = () => page.getState().live as RunView;
  const end = (change: Partial<RunView>) => page.setState({ live: { ...live(), ...change } });
  const finish = (accuracy: number) => {
    const { seed } = live().record.config;
    const record = { ...runRecordOf({ seed, accuracy, method: 'cot-sft' }), config: live().record.config };
    end({ status: 'finished', record });
  };
  const fail = () => end({ status: 'failed', failure: 'It broke.' });
  const newQueue = () =>
    createQueueStore({
      runs: page,
      read: () => kept || null,
      write: (text) => {
        kept = text;
      },
      claim: async () => {
        if (taken) return null;
        taken = true;
        return () => {
          taken = false;
        };
      },
      watchOthers: (tell) => tell(taken),
      start: (run) => run(),
    });

  beforeEach(() => {
    kept = '';
    taken = false;
    let runs = 0;
    page = createStore<RunStore>(
      (set) =>
        ({
          ...INITIAL_PAGE,
          trainer: { ...INITIAL_PAGE.trainer, backend },
          start: (config: ExperimentConfig) => {
            runs += 1;
            set({
              live: { ...startedRun(runs, config, backend, '2026-11-30T00:00:00Z'), status: 'running' },
            });
          },
          restore: ({ config }: { config: ExperimentConfig }) => {
            runs += 1;
            set({ live: { ...startedRun(runs, config, backend, 'restored'), status: 'running' } });
          },
        }) as unknown as RunStore,
    );
  });

  it('makes one run after the other, keeps what came of them, and goes on after a failure', async () => {
    const store = newQueue();
    await store.getState().add([1, 2, 3].map(micro));
    expect(page.getState().live).toBeNull();
    await store.getState().release();
    expect(live().record.config.seed).toBe(1);
    finish(0.5);
    expect(live().record.config.seed).toBe(2);
    fail();
    expect(live().record.config.seed).toBe(3);
    finish(0.7);
    const { queue } = store.getState();
    expect(states(queue)).toEqual(['done', 'failed', 'done']);
    expect(queue.runs).toMatchObject([{ accuracy: 0.5 }, { message: 'It broke.' }, { accuracy: 0.7 }]);
    expect(readQueue(kept).queue.runs).toEqual(queue.runs);
    expect(taken).toBe(false);
    // What comes when all is through waits for the visitor.
    await store.getState().add([micro(4)]);
    expect(live().record.config.seed).toBe(3);
  });

  it('waits after two failures in a row, and tries again when asked', async () => {
    const store = newQueue();
    await store.getState().add([1, 2, 3].map(micro));
    await store.getState().release();
    fail();
    fail();
    expect(store.getState().queue).toMatchObject({
      isHeld: true,
      why: expect.stringContaining('2 runs in a row'),
    });
    expect(live().record.config.seed).toBe(2);
    await store.getState().retry('1');
    await store.getState().release();
    expect(live().record.config.seed).toBe(1);
  });

  it('waits when a run is stopped or another run is started by hand, and holds after the run in progress', async () => {
    const store = newQueue();
    await store.getState().add([1, 2, 3].map(micro));
    await store.getState().release();
    end({ status: 'stopped' });
    expect(store.getState().queue).toMatchObject({
      isHeld: true,
      why: expect.stringContaining('was stopped'),
    });
    await store.getState().release();
    expect(live().record.config.seed).toBe(2);
    await store.getState().hold();
    finish(0.5);
    expect(states(store.getState().queue)).toEqual(['stopped', 'done', 'waiting']);
    await store.getState().release();
    page.getState().start(micro(9), false);
    expect(states(store.getState().queue)).toEqual(['stopped', 'done', 'stopped']);
  });

  it('stays with a run that is taken back to an earlier stage', async () => {
    const store = newQueue();
    await store.getState().add([micro(1)]);
    await store.getState().release();
    page.getState().start(micro(1), false);
    finish(0.6);
    expect(states(store.getState().queue)).toEqual(['done']);
  });

  it('resumes the run that a reload interrupted, where the browser keeps it', async () => {
    kept = queueText(released(started(enqueued(EMPTY_QUEUE, [micro(1), micro(2)]), '1')));
    const store = newQueue();
    const resumable = { id: 'k', ok: true, config: micro(1), stage: 'cot-sft', step: 2 } as never;
    page.setState({ kept: { runs: [resumable], elsewhere: [], fault: null } });
    expect(page.getState().live).toBeNull();
    await store.getState().release();
    expect(live().record).toMatchObject({ config: { seed: 1 }, provenance: { date: 'restored' } });
    finish(0.5);
    expect(live().record).toMatchObject({
      config: { seed: 2 },
      provenance: { date: '2026-11-30T00:00:00Z' },
    });
  });

  it('stays with an interrupted run that the visitor has resumed by hand', async () => {
    kept = queueText(released(started(enqueued(EMPTY_QUEUE, [micro(1), micro(2)]), '1')));
    const store = newQueue();
    page.getState().restore({ config: micro(1) } as never);
    await store.getState().release();
    expect(live().run).toBe(1);
    expect(states(store.getState().queue)).toEqual(['running', 'waiting']);
    finish(0.5);
    expect(live().record.config.seed).toBe(2);
  });

  it('leaves the queue to the tab that has it', async () => {
    taken = true;
    const store = newQueue();
    await store.getState().add([micro(1)]);
    expect(store.getState()).toMatchObject({
      queue: EMPTY_QUEUE,
      isElsewhere: true,
      fault: expect.stringContaining('another tab'),
    });
    store.getState().follow(queueText(enqueued(EMPTY_QUEUE, [micro(5)])));
    expect(seeds(store.getState().queue)).toEqual([5]);
    expect(kept).toBe('');
    taken = false;
    store.getState().follow(queueText(EMPTY_QUEUE));
    expect(store.getState().isElsewhere).toBe(false);
  });
});
