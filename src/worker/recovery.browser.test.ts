import { backend } from '@tensorflow/tfjs-core';
import { deleteDB } from 'idb';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExperimentConfig } from '../experiment/plan/config';
import { findPreset, type Preset, presetConfig } from '../experiment/plan/presets';
import { createCheckpointStore } from '../experiment/record/checkpoint-store';
import { createModelStore } from '../experiment/record/model-store';
import type { RunRecord } from '../experiment/record/run-record';
import { writeCheckpoint } from '../model/checkpoint';
import { modelConfig } from '../model/config';
import { parameterLength, parameterSpecs } from '../model/parameter-specs';
import type { Command, TrainerEvent } from './protocol';
import { Session } from './session';

/** A session with the browser's own storage and, where it says so, a graphics device that really goes away. */

const shape = modelConfig('tiny');
/** All weights zero: the fastest model there is. */
const blank = writeCheckpoint(shape, new Float32Array(parameterLength(parameterSpecs(shape)))).buffer;
const NAME = 'runs of the recovery test';

let events: TrainerEvent[];
/** Records by id; `lastWords`: why nothing more is stored. */
const stored = new Map<string, RunRecord>();
let lastWords: string | null = null;
const records = {
  async keep(record: RunRecord) {
    if (!lastWords) stored.set(record.id, record);
    return lastWords;
  },
  has: async (id: string) => stored.has(id),
  own: async () =>
    [...stored.values()].map(({ id, title, provenance: { date } }) => ({
      id,
      name: title,
      starred: false,
      date,
      experiment: '',
    })),
};

function newSession(): Session {
  const at = new URL('/nowhere/', location.href).href;
  const models = createModelStore(`${NAME}, models`);
  return new Session((event) => events.push(event), at, 'test', createCheckpointStore(NAME), records, models);
}

const told = <K extends TrainerEvent['kind']>(kind: K) =>
  events.filter((event): event is Extract<TrainerEvent, { kind: K }> => event.kind === kind);
const states = () => told('state').map(({ state }) => state);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

function startOf(base: string, run: number, steps = 3): Extract<Command, { kind: 'start' }> {
  const micro = presetConfig(findPreset('micro') as Preset, 'cot-sft', 1);
  const config: ExperimentConfig = {
    ...micro,
    base,
    dataset: { ...micro.dataset, layers: 1, policies: 1, cotPerPolicy: 2, poolPerPolicy: 1 },
    cotSft: { ...micro.cotSft, steps, batch: 1, replay: 0 },
    evaluation: { ...micro.evaluation, perPolicy: 2 },
  };
  return { kind: 'start', run, config, paused: true };
}

async function opened(session: Session, preferred: 'wasm' | 'webgpu', bytes = blank): Promise<string> {
  await session.open(preferred);
  await session.importBase({ kind: 'import-base', request: 1, bytes: bytes.slice(0) });
  return told('base-imported')[0].name;
}

const keptNow = () => told('kept').at(-1)?.runs ?? [];

/** Starts a run and takes one step of CoT SFT; it rests then. */
async function oneStep(session: Session, base: string, steps = 3): Promise<void> {
  void session.start(startOf(base, 1, steps));
  await until(() => states().at(-1) === 'paused');
  session.gate(1)?.step('update');
  await until(() => told('progress').length === 1 && states().filter((s) => s === 'paused').length === 2);
}

beforeEach(() => {
  events = [];
  stored.clear();
  lastWords = null;
});

afterAll(() => deleteDB(NAME));

describe('a run that was interrupted', () => {
  it('is offered when it stops, goes on in another session, and is gone when it has finished', async () => {
    const session = newSession();
    const base = await opened(session, 'wasm');
    expect(keptNow()).toEqual([]);
    await oneStep(session, base);
    expect(keptNow()).toEqual([]);
    await session.stop();
    expect(keptNow()).toMatchObject([{ ok: true, stage: 'cot-sft', step: 1, notes: [] }]);

    events = [];
    const other = newSession();
    await opened(other, 'wasm');
    const [{ id }] = keptNow();
    await other.restore({ kind: 'restore', run: 2, id });
    expect(told('failed')).toEqual([]);
    const [restored] = told('restored');
    expect(restored.stages.map(({ stage, curve }) => [stage, curve.length])).toEqual([
      ['base', 0],
      ['cot-sft', 1],
    ]);
    expect(told('progress').map(({ step }) => step)).toEqual([1, 2]);
    expect(told('finished')[0].record).toMatchObject({ id, stages: [{}, { curve: [{}, {}, {}] }] });
    await until(() => keptNow().length === 0 && told('kept').length > 1);
  });

  it('is held from the moment it is read, so that no other tab takes it further meanwhile', async () => {
    const session = newSession();
    const base = await opened(session, 'wasm');
    await oneStep(session, base);
    await session.stop();
    const [{ id }] = keptNow();
    const request = vi.spyOn(navigator.locks, 'request');
    const taken = () =>
      request.mock.calls.filter(([name, { mode }]) => name.endsWith(id) && mode !== 'shared');
    events = [];
    const other = newSession();
    await opened(other, 'wasm');
    void other.restore({ kind: 'restore', run: 2, id });
    await until(() => told('progress').length > 0);
    await other.stop();
    expect(taken()).toHaveLength(1);
    request.mockRestore();
    await until(() => keptNow().length === 1);
    await other.discard(id);
  });

  it('stays on offer when it is stopped while it waits for the run before it', async () => {
    const session = newSession();
    const base = await opened(session, 'wasm');
    await oneStep(session, base);
    await session.stop();
    const [{ id }] = keptNow();
    void session.start(startOf(base, 2));
    await until(() => told('state').some(({ run, state }) => run === 2 && state === 'paused'));
    void session.restore({ kind: 'restore', run: 3, id });
    while (!session.gate(3)) await new Promise((resolve) => setTimeout(resolve));
    session.gate(3)?.stop();
    await until(() => told('state').some(({ run, state }) => run === 3 && state === 'stopped'));
    expect(told('state').filter(({ run }) => run === 3)).toEqual([
      { kind: 'state', run: 3, state: 'stopped', isKept: true },
    ]);
    await until(() => keptNow().some((kept) => kept.id === id));
    await session.stop();
    for (const kept of keptNow()) await session.discard(kept.id);
  });

  it('keeps its checkpoint until its record is stored, and ends again from there', async () => {
    const session = newSession();
    const base = await opened(session, 'wasm');
    await oneStep(session, base);
    lastWords = 'No room.';
    session.gate(1)?.resume();
    await until(() => told('finished').length === 1);
    expect(told('finished')[0].fault).toBe('No room.');
    await until(() => keptNow().length === 1);
    // The next visit: the end was kept as a checkpoint, and no step is trained again.
    lastWords = null;
    events = [];
    const other = newSession();
    await opened(other, 'wasm');
    await other.restore({ kind: 'restore', run: 2, id: keptNow()[0].id });
    expect(told('progress')).toEqual([]);
    expect(told('finished')[0].fault).toBeNull();
    await until(() => keptNow().length === 0);
  });

  it('is not offered when it was cut off between its record and its last checkpoint', async () => {
    const session = newSession();
    const base = await opened(session, 'wasm');
    await oneStep(session, base);
    // The record is stored, and the page was closed before it could say so.
    lastWords = 'Closed.';
    session.gate(1)?.resume();
    await until(() => told('finished').length === 1 && keptNow().length === 1);
    const [{ record }] = told('finished');
    stored.set(record.id, record);
    events = [];
    await newSession().open('wasm');
    expect(keptNow()).toEqual([]);
    expect(await createCheckpointStore(NAME).list()).toMatchObject({ runs: [], fault: null });
  });

  it('is offered again when the page was closed in its first evaluation, and not when it was stopped there', async () => {
    const session = newSession();
    const base = await opened(session, 'wasm');
    void session.start({ ...startOf(base, 1), paused: false });
    await until(() => session.gate(1) !== null);
    session.gate(1)?.pause();
    await until(() => states().includes('paused'));
    expect(told('evaluated')).toEqual([]);
    // What a page that is closed here leaves behind, seen past its lock.
    const query = navigator.locks.query;
    navigator.locks.query = async () => ({ held: [] });
    await until(async () => (await createCheckpointStore(NAME).list()).runs.length === 1);
    navigator.locks.query = query;
    await session.stop();
    expect(told('state').at(-1)).toMatchObject({ state: 'stopped', isKept: false });
    expect(keptNow()).toEqual([]);
  });

  it('is taken back to the start of a stage and halts there', async () => {
    const session = newSession();
    const base = await opened(session, 'wasm');
    await oneStep(session, base);
    const [first] = told('progress');
    void session.rewind({ kind: 'rewind', run: 2, of: 1, to: 'cot-sft' });
    await until(() => told('state').some(({ run, state }) => run === 2 && state === 'paused'));
    expect(
      told('restored')
        .at(-1)
        ?.stages.map(({ stage }) => stage),
    ).toEqual(['base']);
    session.gate(2)?.resume();
    await until(() => told('finished').length === 1);
    expect(told('progress').filter(({ run }) => run === 2)[0].point).toEqual(first.point);
    expect(told('failed')).toEqual([]);
    await expect(session.rewind({ kind: 'rewind', run: 4, of: 3, to: 'rl' })).rejects.toThrow(
      /no longer holds/,
    );
  });

  it('is refused in a sentence where its base is another or it is gone', async () => {
    const session = newSession();
    const base = await opened(session, 'wasm');
    await oneStep(session, base);
    await session.stop();
    const [{ id }] = keptNow();
    await expect(session.restore({ kind: 'restore', run: 3, id: 'none' })).rejects.toThrow(/no longer kept/);
    const elsewhere = await createCheckpointStore(NAME).hold(id);
    await expect(session.restore({ kind: 'restore', run: 3, id })).rejects.toThrow(/open in another tab/);
    elsewhere?.release();
    const fresh = newSession();
    await fresh.open('wasm');
    await fresh.restore({ kind: 'restore', run: 4, id });
    expect(told('failed').at(-1)?.message).toMatch(/does not have the imported base/);
    await fresh.discard(id);
    expect(keptNow()).toEqual([]);
  });
});

describe('a run that goes wrong', () => {
  it('pauses, says what is kept, and can be taken back to before it', async () => {
    const values = Float32Array.from(
      { length: parameterLength(parameterSpecs(shape)) },
      (_, i) => Math.sin(i) / 20,
    );
    const session = newSession();
    const base = await opened(session, 'wasm', writeCheckpoint(shape, values).buffer);
    const { config } = startOf(base, 1);
    const reckless = { ...config, cotSft: { ...config.cotSft, learningRate: 1e25 } };
    void session.start({ kind: 'start', run: 1, config: reckless, paused: false });
    await until(() => states().includes('paused'));
    expect(told('progress')).toHaveLength(2);
    expect(told('anomaly').map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^CoT SFT, step 2: the (loss|gradient norm) is no longer a finite number, so the model is spoilt\. The likely cause is the learning rate: 1e\+25 is [\d,]+ times the preset’s 0\.0015\. The run is paused\. The last sound checkpoint is of (the start of CoT SFT|CoT SFT, step 1)\.$/,
      ),
    ]);
    void session.rewind({ kind: 'rewind', run: 2, of: 1, to: 'checkpoint' });
    await until(() => told('state').some(({ run, state }) => run === 2 && state === 'paused'));
    // Nobody is forced to stay: it goes on when told to, through the same, and the spoilt model is never kept.
    session.gate(2)?.resume();
    await until(() => told('anomaly').length === 2);
    session.gate(2)?.resume();
    await until(
      () => told('finished').length === 1 || told('evaluating').some(({ stage }) => stage === 'cot-sft'),
    );
    await session.stop();
    await until(() => keptNow().length === 1);
    // keeper.test.ts: what is kept is sound. Here it cannot be read back, since no screen allows such a learning rate.
    await session.discard(keptNow()[0].id);
  });
});

describe('a graphics device that goes away', () => {
  const lose = () => (backend() as unknown as { device: GPUDevice }).device.destroy();

  it('is opened again once and the run goes on; the second time the page asks', {
    timeout: 300_000,
  }, async () => {
    const session = newSession();
    const base = await opened(session, 'webgpu');
    expect(told('opened')).toMatchObject([{ backend: 'webgpu' }]);
    // A step taken by hand is kept at once.
    await oneStep(session, base, 400);
    lose();
    session.gate(1)?.resume();
    await until(() => told('restored').length === 1 && told('progress').length > 3);
    expect(told('opened')).toHaveLength(2);
    expect(told('notice')[0].message).toBe(
      'The graphics device was lost. The run goes on from CoT SFT, step 1, on a new one.',
    );
    expect(told('restored')[0].stages[1].curve).toHaveLength(1);
    expect(
      told('progress')
        .map(({ step }) => step)
        .slice(0, 3),
    ).toEqual([0, 1, 2]);
    expect(told('failed')).toEqual([]);

    lose();
    await until(() => told('failed').length === 1);
    expect(told('failed')[0].message).toMatch(/was lost .* kept up to CoT SFT, step \d+; resume it below/);
    await until(() => keptNow().length === 1);
    // Resuming opens a third device.
    const [{ id }] = keptNow();
    void session.restore({ kind: 'restore', run: 2, id });
    await until(() => told('progress').some(({ run }) => run === 2));
    await session.stop();
    await session.discard(id);
  });
});
