import '@tensorflow/tfjs-backend-cpu';
import { memory, mul, type Scalar, setBackend, slice, sum } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { EVERYTHING, LORA_ONLY, type TrainedParameters, trainedFromBlock } from '../model/parameters';
import { disposeModel, tinyConfig, tinyModel } from '../model/testing/tiny-model';
import { RandomStream } from '../random/stream';
import { flatBatch } from '../sequence/flat-batch';
import { VOCABULARY } from '../sequence/vocabulary';
import { accumulateGradients, cosineSchedule, Optimizer } from './gradients';
import { languageLoss } from './language-loss';
import { cotSftSegments } from './sequences';
import { someExamples } from './testing/examples';

// The cpu backend is slow where other work has the machine.
vi.setConfig({ testTimeout: 30_000 });

beforeAll(() => setBackend('cpu'));

const examples = someExamples(2);
const batch = () => flatBatch(cotSftSegments(examples, RandomStream.of(1, 'batch')));

describe('accumulateGradients', () => {
  it('adds to what is there', async () => {
    const model = tinyModel();
    const { buffers } = model.parameters;
    const before = memory().numTensors;
    const loss = () => sum(mul(slice(buffers.values, 0, 2), [3, -1])) as Scalar;
    accumulateGradients(model.parameters, loss).dispose();
    accumulateGradients(model.parameters, loss).dispose();
    const grads = await buffers.grads.data();
    expect([...grads.slice(0, 3)]).toEqual([6, -2, 0]);
    expect(memory().numTensors).toBe(before);
    disposeModel(model);
  });

  it('of a loss with share s is s times the gradient', async () => {
    const gradients = async (share: number) => {
      const model = tinyModel();
      languageLoss(model, batch(), EVERYTHING, share).dispose();
      const grads = Float32Array.from(await model.parameters.buffers.grads.data());
      disposeModel(model);
      return grads;
    };
    const [whole, part] = [await gradients(1), await gradients(0.25)];
    const largest = whole.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeGreaterThan(0);
    const worst = whole.reduce((most, value, i) => Math.max(most, Math.abs(part[i] - 0.25 * value)), 0);
    expect(worst).toBeLessThan(1e-5 * largest);
  });
});

describe('what is trained', () => {
  const changed = async (trained: TrainedParameters, loraRank = 0) => {
    const model = tinyModel(3, tinyConfig(loraRank));
    const before = await model.parameters.values();
    const optimizer = new Optimizer(model.parameters, trained);
    for (let step = 0; step < 2; step++) {
      languageLoss(model, batch(), trained).dispose();
      optimizer.step(1e-2).dispose();
    }
    const after = await model.parameters.values();
    const names = model.parameters.specs.filter(({ offset, shape }) => {
      const length = shape.reduce((a, b) => a * b, 1);
      return before.slice(offset, offset + length).some((value, i) => value !== after[offset + i]);
    });
    optimizer.dispose();
    disposeModel(model);
    return new Set(names.map(({ group }) => group));
  };

  it('is everything from block 0', async () => {
    expect(await changed(EVERYTHING)).toEqual(new Set(['embedding', 'vision', 'block0', 'block1', 'head']));
  });

  it('is the upper half, the head and the tied embedding from block 1', async () => {
    expect(await changed(trainedFromBlock(1))).toEqual(new Set(['embedding', 'block1', 'head']));
  });

  it('is nothing but the adapters with LORA_ONLY', async () => {
    expect(await changed(LORA_ONLY, 8)).toEqual(new Set(['lora0', 'lora1']));
  });
});

it('one update lowers the loss on its own batch, and the norm is that before clipping', async () => {
  const model = tinyModel();
  const optimizer = new Optimizer(model.parameters, EVERYTHING);
  const read = async (tensor: { data(): Promise<ArrayLike<number>>; dispose(): void }) => {
    const [value] = Array.from(await tensor.data());
    tensor.dispose();
    return value;
  };
  const first = await read(languageLoss(model, batch(), EVERYTHING));
  const grads = Float32Array.from(await model.parameters.buffers.grads.data());
  const squares = grads.reduce((all, g) => all + g * g, 0);
  expect(await read(optimizer.step(3e-3))).toBeCloseTo(Math.sqrt(squares), 4);
  expect(await read(languageLoss(model, batch(), EVERYTHING))).toBeLessThan(first);
  expect(Math.abs(first - Math.log(VOCABULARY))).toBeLessThan(1); // about uniform at the start
  optimizer.dispose();
  disposeModel(model);
});

describe('cosineSchedule', () => {
  it('warms up linearly to the peak and falls to a tenth', () => {
    const rates = Array.from({ length: 101 }, (_, step) => cosineSchedule(step, 100, 2, 10));
    expect(rates[0]).toBeCloseTo(0.2, 12);
    expect(rates[9]).toBeCloseTo(2, 12);
    expect(rates[10]).toBeCloseTo(2, 12);
    expect(rates[100]).toBeCloseTo(0.2, 12);
    for (let step = 1; step <= 100; step++) {
      expect(rates[step] >= rates[step - 1]).toBe(step <= 10);
    }
  });

  it('stays finite where the warm-up is as long as the run', () => {
    expect(cosineSchedule(5, 6, 1, 10)).toBeCloseTo(0.6, 12);
    expect(cosineSchedule(10, 10, 1, 10)).toBeCloseTo(1, 12);
  });
});
