import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { findPreset, type Preset, presetConfig } from '../experiment/plan/presets';
import { createModelStore } from '../experiment/record/model-store';
import { someExamples } from '../experiment/testing/records';
import { writeCheckpoint } from '../model/checkpoint';
import { modelConfig } from '../model/config';
import { parameterLength, parameterSpecs } from '../model/parameter-specs';
import type { Command, TrainerEvent } from './protocol';
import { Session } from './session';

const shape = modelConfig('small');
/** All weights zero: the fastest model there is, and a valid one. */
const blank = writeCheckpoint(shape, new Float32Array(parameterLength(parameterSpecs(shape)))).buffer;

const events: TrainerEvent[] = [];
const session = new Session(
  (event) => events.push(event),
  new URL('/nowhere/', location.href).href,
  'test',
  null,
  { keep: async () => null, has: async () => false, own: async () => [] },
  createModelStore('models of the session test'),
);

const told = <K extends TrainerEvent['kind']>(kind: K) =>
  events.filter((event): event is Extract<TrainerEvent, { kind: K }> => event.kind === kind);

async function until(kind: TrainerEvent['kind'], count = 1): Promise<void> {
  while (told(kind).length < count) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function start(run: number, base: string, paused = false): Extract<Command, { kind: 'start' }> {
  const micro = presetConfig(findPreset('micro') as Preset, 'in-context', 1);
  const dataset = { ...micro.dataset, layers: 1, policies: 1, cotPerPolicy: 1, poolPerPolicy: 1 };
  const config = { ...micro, base, dataset, evaluation: { ...micro.evaluation, perPolicy: 2 } };
  return { kind: 'start', run, config, paused };
}

describe('a session', () => {
  let base: string;

  beforeAll(async () => {
    await session.open('wasm');
    await session.importBase({ kind: 'import-base', request: 1, bytes: blank.slice(0) });
    [base] = told('base-imported').map(({ name }) => name);
    await session.start(start(1, base));
  }, 120_000);

  it('runs a method on a base that it was given, to its record', () => {
    expect(told('failed')).toEqual([]);
    expect(told('opened')).toMatchObject([{ backend: 'wasm' }]);
    const [{ run, record }] = told('finished');
    expect(run).toBe(1);
    expect(record.provenance).toMatchObject({ build: 'test', backend: 'wasm' });
    expect(record.stages.map(({ stage }) => stage)).toEqual(['base']);
    expect(session.gate(1)).toBeNull();
  });

  it.each([
    [
      'that is not there',
      'small',
      /^(The base model "small" could not be loaded|This is not a safetensors file)/,
    ],
    ['that was imported elsewhere', 'small-00000000', /^The trainer does not have the imported base/],
  ])('a base %s is a sentence; the base before is still there', async (_, name, sentence) => {
    events.length = 0;
    await session.start(start(2, name));
    expect(told('failed')).toMatchObject([{ run: 2, message: expect.stringMatching(sentence) }]);
    const [example] = someExamples(1, 1);
    session.desk.ask({
      kind: 'ask',
      request: 7,
      model: { of: 'base', name: base },
      example,
      policyInPrompt: true,
    });
    await until('answered');
    expect(told('answered')[0].request).toBe(7);
    expect(told('token').length).toBe(told('answered')[0].response.tokens.length);
  });

  it('tells what an answer attended to, and what a model loses on a training sequence', async () => {
    events.length = 0;
    const [example] = someExamples(1, 1);
    const model = { of: 'base', name: base } as const;
    session.desk.attend({ kind: 'attend', request: 11, model, example, policyInPrompt: true });
    const { config } = start(1, base);
    const choice = { of: 'supervised', config, stage: 'vm-cpt', index: 0 } as const;
    session.desk.sequence({ kind: 'sequence', request: 12, choice, models: [model] });
    await until('sequence');
    const [{ view }] = told('attention');
    const { layers, heads, keys, response } = view;
    expect([layers, heads]).toEqual([shape.layers, shape.heads]);
    expect(view.shares.length).toBe(layers * heads * response.tokens.length * keys.length);
    // Blank weights: every key in sight is read alike, by the position before the first token as by the others.
    const prompt = keys.length - response.tokens.length + 1;
    expect(view.shares[0]).toBeCloseTo(1 / prompt, 5);
    expect(view.shares[prompt]).toBe(0);
    const [{ view: sequence }] = told('sequence');
    const said = sequence.losses[0].filter((loss) => loss !== null);
    expect(said.length).toBe(sequence.tokens.filter(({ weight }) => weight > 0).length);
    for (const loss of said) expect(loss).toBeCloseTo(Math.log(shape.vocabulary), 3);
    expect(told('failed')).toEqual([]);
  });

  it('a recorded model that is not there is a sentence', async () => {
    events.length = 0;
    const [example] = someExamples(1, 1);
    const model = { of: 'recording', file: 'nothing.safetensors' } as const;
    session.desk.attend({ kind: 'attend', request: 13, model, example, policyInPrompt: false });
    await until('failed');
    expect(told('failed')).toMatchObject([
      {
        request: 13,
        message: expect.stringMatching(/^(The recorded model could not be loaded|This is not a safetensors)/),
      },
    ]);
  });

  it.each([
    ['cut off', new Uint8Array(blank).slice(0, 5000).buffer, 'does not fit its place in the file'],
    ['no model', new TextEncoder().encode('{"weights": []}').buffer, 'not a safetensors file'],
  ])('refuses a file that is %s with a sentence', async (_, bytes, sentence) => {
    events.length = 0;
    await session.importBase({ kind: 'import-base', request: 3, bytes: bytes as ArrayBuffer });
    expect(told('failed')).toMatchObject([{ request: 3, message: expect.stringContaining(sentence) }]);
  });

  it.each([0, 300])('stops at once %d ms after its start, while a minute of data is drawn', async (ms) => {
    events.length = 0;
    const run = 20 + ms;
    const command = start(run, base);
    const dataset = { ...command.config.dataset, poolPerPolicy: 20_000 };
    const done = session.start({ ...command, config: { ...command.config, seed: run, dataset } });
    await new Promise((resolve) => setTimeout(resolve, ms));
    const asked = performance.now();
    session.gate(run)?.stop();
    await done;
    expect(performance.now() - asked).toBeLessThan(3000);
    expect(told('state').at(-1)).toMatchObject({ run, state: 'stopped' });
    expect(told('stage-started')).toEqual([]);
  });

  it('a stage that was not trained cannot be asked', async () => {
    events.length = 0;
    const [example] = someExamples(1, 1);
    const model = { of: 'run', run: 1, id: 'no run', stage: 'rl' } as const;
    session.desk.ask({ kind: 'ask', request: 8, model, example, policyInPrompt: false });
    await until('failed');
    expect(told('failed')[0].message).toMatch(/^The model of this stage is not kept in this browser/);
  });

  it('a run that is stopped says so and leaves no tensors; a new start stops the run before', async () => {
    events.length = 0;
    const before = memory().numTensors;
    const first = session.start(start(4, base));
    await until('evaluating');
    let ended = false;
    // Long enough not to end by itself, however late the stop comes.
    const second = start(5, base);
    const { cotSft } = second.config;
    const config = { ...second.config, method: 'cot-sft', cotSft: { ...cotSft, steps: 5000 } } as const;
    session.start({ ...second, config }).then(() => {
      ended = true;
    });
    await first;
    while (!ended) {
      session.gate(5)?.stop();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const last = (run: number) => told('state').findLast((event) => event.run === run)?.state;
    expect([last(4), last(5)]).toEqual(['stopped', 'stopped']);
    expect(told('finished')).toEqual([]);
    expect(memory().numTensors).toBe(before);
  });
});
