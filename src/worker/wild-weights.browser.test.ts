import { deleteDB } from 'idb';
import { afterAll, describe, expect, it } from 'vitest';
import { findPreset, type Preset, presetConfig } from '../experiment/plan/presets';
import { createModelStore } from '../experiment/record/model-store';
import { createRunStorage, openRunTable } from '../experiment/record/run-store-db';
import { writeCheckpoint } from '../model/checkpoint';
import { modelConfig } from '../model/config';
import { parameterLength, parameterSpecs } from '../model/parameter-specs';
import type { Command, TrainerEvent } from './protocol';
import { Session } from './session';

/** Weights that a file may hold, and the runs that they lead to, with the browser's own storage. */

const shape = modelConfig('tiny');
const length = parameterLength(parameterSpecs(shape));
const MODELS = 'models of the wild weights test';

function start(base: string, method: 'in-context' | 'direct-sft'): Extract<Command, { kind: 'start' }> {
  const micro = presetConfig(findPreset('micro') as Preset, method, 1);
  const config = {
    ...micro,
    base,
    dataset: { ...micro.dataset, layers: 1, policies: 1, cotPerPolicy: 2, poolPerPolicy: 1 },
    directSft: { ...micro.directSft, steps: 2, batch: 1, replay: 0 },
    evaluation: { ...micro.evaluation, perPolicy: 2 },
  };
  return { kind: 'start', run: 1, config, paused: false };
}

afterAll(async () => {
  await deleteDB('trimpi-runs');
  await deleteDB(MODELS);
});

describe('a run of wild weights', { timeout: 240_000 }, () => {
  it.each([
    ['finite, and too large for any sum, as reported', () => 3e38, 'in-context'],
    ['of both signs, so that sums are no numbers', (i: number) => (i % 2 ? 3e38 : -3e38), 'direct-sft'],
    ['large enough for an infinite loss', (i: number) => 1e20 * Math.sin(i), 'direct-sft'],
    ['smaller than any normal number', () => 1e-42, 'in-context'],
  ] as const)('%s, can be read again when it has finished', async (_, weight, method) => {
    const events: TrainerEvent[] = [];
    const storage = createRunStorage(openRunTable);
    const session: Session = new Session(
      (event) => {
        events.push(event);
        // The page asks; a visitor may go on.
        if (event.kind === 'anomaly') session.resume(1);
      },
      new URL('/nowhere/', location.href).href,
      'test',
      null,
      storage,
      createModelStore(MODELS),
    );
    const file = writeCheckpoint(
      shape,
      Float32Array.from({ length }, (_, i) => weight(i)),
    );
    await session.importBase({ kind: 'import-base', request: 1, bytes: file.buffer });
    const imported = events.find((event) => event.kind === 'base-imported');
    await session.start(start(imported?.name ?? '', method));
    expect(events.filter(({ kind }) => kind === 'failed')).toEqual([]);
    const finished = events.find((event) => event.kind === 'finished');
    expect(finished?.fault).toBeNull();
    const next = createRunStorage(openRunTable);
    const stored = await next.read(finished?.record.id ?? '');
    expect(stored?.record?.stages.map(({ stage }) => stage)).toEqual(
      finished?.record.stages.map(({ stage }) => stage),
    );
    expect((await next.load()).faults).toEqual([]);
  });
});
