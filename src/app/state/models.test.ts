import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ModelRef } from '../../worker/protocol';
import { createAnswerStore } from './answers';
import { answeringRun, contestants } from './contestants';
import { askable } from './models';
import { loadRecordingIndex } from './recordings';
import { applyEvent, INITIAL_PAGE, type PageState, recordedRun, startedRun } from './run-view';
import { backend, config, outcome, runEvents } from './testing/recorded-events';

const events = runEvents(1);
const viewAfter = (count: number) => {
  const started: PageState = {
    ...INITIAL_PAGE,
    live: startedRun(1, config, backend, '2026-01-01T00:00:00Z'),
  };
  const { live } = events.slice(0, count).reduce(applyEvent, started);
  if (!live) throw new Error('The run got lost.');
  return live;
};
const { kind } = config.dataset;
const finished = viewAfter(events.length);
const published = { file: 'run.safetensors', stage: 'cot-sft' } as const;
const recorded = recordedRun(finished.record, published);

describe('whom to ask', () => {
  it('a live run about the stages that are through, the base always', () => {
    expect(askable(finished, 'cot-sft', []).model).toEqual({
      of: 'run',
      run: 1,
      id: finished.record.id,
      stage: 'cot-sft',
    });
    const ended = { ...finished, modelsGone: true };
    expect(askable(ended, 'cot-sft', [])).toMatchObject({
      model: null,
      reason: expect.stringMatching(/trainer .* was ended/),
    });
    expect(answeringRun([ended, recorded], [])).toBe(recorded);
    expect(askable(ended, 'base', []).model).toEqual({ of: 'base', name: config.base });
    expect(askable(viewAfter(6), 'cot-sft', [])).toMatchObject({
      model: null,
      reason: expect.stringContaining('through'),
    });
    expect(askable(viewAfter(0), 'base', []).model).toEqual({ of: 'base', name: config.base });
  });

  it('a recording about the stage whose model is published, and no other', () => {
    expect(askable(recorded, 'cot-sft', []).model).toEqual({ of: 'recording', file: 'run.safetensors' });
    expect(askable(recorded, 'rl', []).reason).toMatch(/its model after CoT SFT only/);
    expect(askable(recordedRun(finished.record), 'cot-sft', []).reason).toMatch(/without its models/);
  });

  it('a run of an earlier visit about the stages whose models the browser keeps', () => {
    const { id } = finished.record;
    const opened = recordedRun(finished.record);
    const mark = { id, name: 'mine', starred: false, date: '2026-01-01T00:00:00Z', experiment: '', bytes: 1 };
    const own = [{ ...mark, stages: ['cot-sft'] as const }];
    const model = { of: 'run', run: 0, id, stage: 'cot-sft' };
    expect(askable(opened, 'cot-sft', own).model).toEqual(model);
    expect(askable(opened, 'cot-sft', [{ ...mark, stages: [] }]).reason).toMatch(/made room/);
    expect(answeringRun([opened, recorded], own)).toBe(opened);
    expect(answeringRun([opened, recorded], [{ ...mark, stages: [] }])).toBe(recorded);
    expect(contestants(config, opened, kind, own, false)[1]).toMatchObject({ model, stage: 'cot-sft' });
  });

  it('the recorded model stands beside the base until this tab has trained one', () => {
    expect(answeringRun([null, recordedRun(finished.record)], [])).toBeNull();
    expect(answeringRun([viewAfter(6), recorded], [])).toBe(recorded);
    expect(answeringRun([finished, recorded], [])).toBe(finished);
    expect(
      contestants(config, recorded, kind, [], true).map(({ model, policyInPrompt }) => [
        model.of,
        policyInPrompt,
      ]),
    ).toEqual([
      ['base', true],
      ['recording', false],
      ['recording', true],
    ]);
    expect(contestants(config, finished, kind, [], false).map(({ stage }) => stage)).toEqual([
      'base',
      'cot-sft',
    ]);
  });
});

describe('a model that was trained for another task', () => {
  it('says so and is not asked; the base is', () => {
    const models = contestants(config, recorded, 'gta-policy', [], true);
    const sentence =
      'This model was trained for ClevrPolicy-T, so it is not asked about GTAPolicy. Choose a run of GTAPolicy above, or train one in the Lab.';
    expect(models.map(({ unasked }) => unasked)).toEqual([null, sentence, sentence]);
    expect(contestants(config, recorded, kind, [], true).every(({ unasked }) => unasked === null)).toBe(true);
    const asked: ModelRef[] = [];
    const store = createAnswerStore({
      send: (model) => asked.push(model),
      withdraw: () => {},
      listen: () => () => {},
    });
    store.getState().ask(models, outcome(true).example);
    expect(asked).toEqual([{ of: 'base', name: config.base }]);
  });
});

describe('the index of recordings', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['a model', published, published],
    ['no model', undefined, null],
    ['a model somewhere else', { ...published, file: '../else.safetensors' }, null],
    ['a model of no stage', { ...published, stage: 'base' }, null],
  ])('is read with %s', async (_, model, expected) => {
    const entry = { file: 'run.json', title: 'A run' };
    vi.stubGlobal('fetch', async () => Response.json([{ ...entry, model }]));
    expect(await loadRecordingIndex()).toEqual([
      { ...entry, rollouts: false, answers: null, model: expected },
    ]);
  });
});
