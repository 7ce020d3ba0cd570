import { beforeEach, describe, expect, it } from 'vitest';
import type { TrainerClient } from '../../worker/client';
import type { Command, KeptRun, TrainerEvent } from '../../worker/protocol';
import { createRunStore } from './run-store';
import { config, outcome, runEvents } from './testing/recorded-events';

class FakeClient implements TrainerClient {
  readonly sent: Command[] = [];
  readonly listeners: ((event: TrainerEvent) => void)[] = [];
  closed = false;
  send(command: Command) {
    this.sent.push(command);
  }
  subscribe(listener: (event: TrainerEvent) => void) {
    this.listeners.push(listener);
    return () => {};
  }
  close() {
    this.closed = true;
  }
  tell(...events: TrainerEvent[]) {
    for (const event of events) for (const listener of this.listeners) listener(event);
  }
}

const opened: TrainerEvent = { kind: 'opened', backend: 'wasm', device: 'd', note: null, isFault: false };
let clients: FakeClient[];
let due: (() => void)[];
/** What is due after seconds. */
let slow: (() => void)[];
const flush = () => {
  for (const callback of due.splice(0)) callback();
};
const newStore = () =>
  createRunStore({
    preferred: () => null,
    connect: () => {
      clients.push(new FakeClient());
      return clients[clients.length - 1];
    },
    now: () => '2026-01-01T00:00:00Z',
    later: (callback, ms) => (ms < 1000 ? due : slow).push(callback),
  });

const aKeptRun = (id: string): Extract<KeptRun, { ok: true }> => ({
  ...{ id, ok: true, title: id, config, stage: 'cot-sft', step: 2 },
  ...{ savedAt: 0, bytes: 1, notes: [], isNextToGo: false },
});

beforeEach(() => {
  clients = [];
  due = [];
  slow = [];
});

describe('the run store', () => {
  it('folds events in batches, in order, and redraws once per batch', () => {
    const store = newStore();
    store.getState().open();
    clients[0].tell(opened);
    flush();
    store.getState().start(config, false);
    let redraws = 0;
    store.subscribe(() => {
      redraws += 1;
    });
    clients[0].tell(...runEvents(1));
    expect(redraws).toBe(0);
    flush();
    expect(redraws).toBe(1);
    expect(store.getState().live?.status).toBe('finished');
  });

  it('starts nothing before a backend is open', () => {
    const store = newStore();
    store.getState().open();
    store.getState().start(config, false);
    expect(clients[0].sent.map(({ kind }) => kind)).toEqual(['open']);
    expect(store.getState().live).toBeNull();
  });

  it('numbers runs and questions, so that late events of a stopped run are dropped', () => {
    const store = newStore();
    store.getState().open();
    clients[0].tell(opened);
    flush();
    store.getState().start(config, true);
    store.getState().start(config, false);
    clients[0].tell(...runEvents(1));
    flush();
    expect(store.getState().live).toMatchObject({ run: 2, status: 'starting' });
    store.getState().ask({ of: 'base', name: 'small' }, outcome(true).example, true);
    store.getState().ask({ of: 'base', name: 'small' }, outcome(true).example, true);
    clients[0].tell({ kind: 'token', request: 1, text: 'old', logp: 0 });
    clients[0].tell({ kind: 'token', request: 2, text: 'new', logp: 0 });
    flush();
    expect(store.getState().answer?.tokens.map(({ text }) => text)).toEqual(['new']);
  });

  it('brings weights and imported bases to who asked for them, and refusals as sentences', async () => {
    const store = newStore();
    expect(await store.getState().exportWeights('a run', 'rl')).toMatchObject({ ok: false });
    store.getState().open();
    clients[0].tell(opened);
    flush();
    const weights = store.getState().exportWeights('a run', 'rl');
    const base = store.getState().importBase(new ArrayBuffer(4));
    const lost = store.getState().importBase(new ArrayBuffer(4));
    const bytes = new ArrayBuffer(8);
    clients[0].tell(
      { kind: 'failed', run: null, request: 2, message: 'Not a model.' },
      { kind: 'weights', request: 1, bytes },
    );
    flush();
    expect(await weights).toEqual({ ok: true, value: bytes });
    expect(await base).toEqual({ ok: false, message: 'Not a model.' });
    expect(store.getState().trainer.failure).toBeNull();
    store.getState().restart();
    expect(await lost).toMatchObject({ ok: false });
  });

  it('keeps the page when the trainer is started anew', () => {
    const store = newStore();
    store.getState().open();
    clients[0].tell(opened);
    flush();
    store.getState().start(config, false);
    clients[0].tell(...runEvents(1).slice(0, 8), { kind: 'failed', run: null, message: 'Gone.' });
    flush();
    store.getState().restart();
    expect(clients.map(({ closed }) => closed)).toEqual([true, false]);
    expect(clients[1].sent).toEqual([{ kind: 'open', preferred: null }]);
    expect(store.getState().trainer.failure).toBeNull();
    expect(store.getState().live?.status).toBe('stopped');
    expect(store.getState().live?.record.stages).toHaveLength(2);
  });

  it('brings the bases that were imported to the next trainer, whose memory does not have them', async () => {
    const store = newStore();
    store.getState().open();
    const bytes = new ArrayBuffer(4);
    const [base, refused] = [
      store.getState().importBase(bytes),
      store.getState().importBase(new ArrayBuffer(2)),
    ];
    clients[0].tell(
      { kind: 'base-imported', request: 1, name: 'small-1' },
      { kind: 'failed', run: null, request: 2, message: 'Not a model.' },
    );
    flush();
    expect([await base, await refused].map(({ ok }) => ok)).toEqual([true, false]);
    store.getState().restart();
    expect(clients[1].sent.slice(1)).toEqual([{ kind: 'import-base', request: 3, bytes }]);
  });

  describe('a run that is stopped', () => {
    function running() {
      const store = newStore();
      store.getState().open();
      clients[0].tell(opened);
      flush();
      store.getState().start(config, false);
      clients[0].tell({ kind: 'state', run: 1, state: 'running' });
      flush();
      store.getState().stop();
      return store;
    }

    it('shows so at once, and is over when the trainer says so', () => {
      const store = running();
      expect(store.getState().live).toMatchObject({ stopping: true, status: 'running' });
      expect(clients[0].sent.at(-1)).toEqual({ kind: 'stop', run: 1 });
      clients[0].tell({ kind: 'state', run: 1, state: 'stopped', isKept: false });
      flush();
      expect(store.getState().live).toMatchObject({ stopping: false, status: 'stopped' });
      for (const callback of slow) callback();
      expect(clients).toHaveLength(1);
    });

    it('is over after seconds, whatever the trainer does', () => {
      const store = running();
      for (const callback of slow) callback();
      expect(clients.map(({ closed }) => closed)).toEqual([true, false]);
      expect(store.getState().live).toMatchObject({ stopping: false, status: 'stopped' });
      expect(store.getState().live?.notice).toMatch(/ended to stop at once/);
    });

    it('has finished where the trainer said so before it was ended, told or not', () => {
      const store = running();
      const heard: string[] = [];
      store.getState().listen((events) => heard.push(...events.map(({ kind }) => kind)));
      clients[0].tell(...runEvents(1));
      for (const callback of slow) callback();
      expect(clients).toHaveLength(1);
      expect(store.getState().live).toMatchObject({ status: 'finished', stopping: false, notice: null });
      expect(heard).toContain('finished');
      flush();
      expect(heard.filter((kind) => kind === 'finished')).toHaveLength(1);
    });

    it('and by hand: a restart loses nothing that was told', () => {
      const store = running();
      clients[0].tell(...runEvents(1));
      store.getState().restart();
      expect(store.getState().live?.status).toBe('finished');
    });

    it('is kept or not by what the next trainer has on offer, at whatever moment it was ended', () => {
      const store = running();
      for (const callback of slow) callback();
      expect(store.getState().live?.isKept).toBeNull();
      const tell = (...runs: KeptRun[]) => {
        clients[1].tell({ kind: 'kept', runs, busy: [], fault: null });
        flush();
        return store.getState().live?.isKept;
      };
      const savedAt = Date.parse('2026-01-01T00:00:00Z');
      const kept = { ...aKeptRun('a'), savedAt };
      expect(tell()).toBe(false);
      expect(tell({ ...kept, savedAt: savedAt - 1 }, { ...kept, config: { ...config, seed: 9 } })).toBe(
        false,
      );
      // The ended trainer's lock hides it for a moment.
      expect(tell(kept)).toBe(true);
      // Resumed or discarded later: it was kept.
      expect(tell()).toBe(true);
    });

    it('takes no later run with it', () => {
      const store = running();
      store.getState().start(config, false);
      for (const callback of slow) callback();
      expect(clients).toHaveLength(1);
      expect(store.getState().live).toMatchObject({ run: 2, stopping: false });
    });
  });

  it('offers interrupted runs, resumes them under a new number, and forgets what is discarded', () => {
    const store = newStore();
    store.getState().open();
    const runs = [
      aKeptRun('a'),
      aKeptRun('b'),
      { id: 'c', ok: false, message: 'Damaged.', isNextToGo: true } as const,
    ];
    clients[0].tell(opened, { kind: 'kept', runs, busy: [], fault: null });
    flush();
    expect(store.getState().kept.runs).toHaveLength(3);
    store.getState().discard('c');
    store.getState().restore(aKeptRun('a'));
    expect(clients[0].sent.slice(1)).toEqual([
      { kind: 'discard', id: 'c' },
      { kind: 'restore', run: 1, id: 'a' },
    ]);
    expect(store.getState().kept.runs.map(({ id }) => id)).toEqual(['b']);
    expect(store.getState().live).toMatchObject({ run: 1, status: 'starting', record: { config } });
  });

  it('tells an interrupted run that another tab has gone on with from one that is gone', () => {
    const store = newStore();
    store.getState().open();
    const tell = (runs: KeptRun[], busy: string[]) => {
      clients[0].tell({ kind: 'kept', runs, busy, fault: null });
      flush();
      const { kept } = store.getState();
      return { free: kept.runs.map(({ id }) => id), elsewhere: kept.elsewhere.map(({ id }) => id) };
    };
    const [a, b] = [aKeptRun('a'), aKeptRun('b')];
    clients[0].tell(opened);
    // What was never on offer here is not spoken of.
    expect(tell([a, b], ['c'])).toEqual({ free: ['a', 'b'], elsewhere: [] });
    expect(tell([b], ['c', 'a'])).toEqual({ free: ['b'], elsewhere: ['a'] });
    expect(tell([b], ['c', 'a'])).toEqual({ free: ['b'], elsewhere: ['a'] });
    // This tab's own run is none of another tab.
    store.getState().restore(b);
    expect(tell([], ['a', 'b'])).toEqual({ free: [], elsewhere: ['a'] });
    expect(tell([a], ['b'])).toEqual({ free: ['a'], elsewhere: [] });
    expect(tell([], ['b'])).toEqual({ free: [], elsewhere: [] });
  });

  it('takes a run back under a new number, with what stays of its record', () => {
    const store = newStore();
    store.getState().rewind('rl');
    store.getState().open();
    clients[0].tell(opened);
    flush();
    store.getState().start(config, false);
    clients[0].tell(...runEvents(1).slice(0, 8));
    flush();
    store.getState().rewind('cot-sft');
    expect(clients[0].sent.at(-1)).toEqual({ kind: 'rewind', run: 2, of: 1, to: 'cot-sft' });
    expect(store.getState().live?.record.stages.map(({ stage }) => stage)).toEqual(['base']);
    store.getState().rewind('checkpoint');
    expect(clients[0].sent.at(-1)).toMatchObject({ run: 3, of: 2, to: 'checkpoint' });
  });
});
