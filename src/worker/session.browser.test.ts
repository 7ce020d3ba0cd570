import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { findPreset, type Preset, presetConfig } from '../experiment/presets';
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
  });

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
    session.ask({ kind: 'ask', run: 2, request: 7, stage: 'base', example, policyInPrompt: true });
    await until('answered');
    expect(told('answered')[0].request).toBe(7);
    expect(told('token').length).toBe(told('answered')[0].response.tokens.length);
  });

  it.each([
    ['cut off', new Uint8Array(blank).slice(0, 5000).buffer, 'does not fit its place in the file'],
    ['no model', new TextEncoder().encode('{"weights": []}').buffer, 'not a safetensors file'],
  ])('refuses a file that is %s with a sentence', async (_, bytes, sentence) => {
    events.length = 0;
    await session.importBase({ kind: 'import-base', request: 3, bytes: bytes as ArrayBuffer });
    expect(told('failed')).toMatchObject([{ request: 3, message: expect.stringContaining(sentence) }]);
  });

  it('a stage that was not trained cannot be asked', async () => {
    events.length = 0;
    const [example] = someExamples(1, 1);
    session.ask({ kind: 'ask', run: 1, request: 8, stage: 'rl', example, policyInPrompt: false });
    await until('failed');
    expect(told('failed')[0].message).toMatch(/^This stage has not been trained/);
  });

  it('a run that is stopped says so and leaves no tensors; a new start stops the run before', async () => {
    events.length = 0;
    const before = memory().numTensors;
    const first = session.start(start(4, base));
    await until('evaluating');
    let ended = false;
    session.start(start(5, base)).then(() => {
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
