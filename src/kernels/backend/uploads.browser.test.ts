import { add, cast, dispose, memory, type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { gpuErrors, switchTo } from '../testing/backends';
import { submit } from './webgpu-internals';

const LENGTH = 1000;
const filled = (value: number) => new Float32Array(LENGTH).fill(value);

beforeAll(() => switchTo('webgpu'));
beforeEach(() => submit());
afterEach(() => {
  vi.restoreAllMocks();
  expect(gpuErrors).toEqual([]);
});

it('uploads between two dispatches of one pass, into buffers of the pool', async () => {
  const before = memory().numTensors;
  const round = async () => {
    const given = [1, 2, 3, 4].map((value) => tensor1d(filled(value)));
    const sums = [add(given[0], given[1])];
    for (const next of given.slice(2)) {
      sums.push(add(sums[sums.length - 1], next)); // uploads `next` behind recorded dispatches
    }
    const values = await sums[sums.length - 1].data();
    dispose([...given, ...sums]);
    return values;
  };
  await round();
  const passes = vi.spyOn(GPUCommandEncoder.prototype, 'beginComputePass');
  const buffers = vi.spyOn(GPUDevice.prototype, 'createBuffer');
  expect(await round()).toEqual(filled(10));
  expect(passes.mock.calls.length).toBe(1);
  expect(buffers.mock.calls.length).toBe(0);
  expect(memory().numTensors).toBe(before);
});

it('never writes over what a recorded dispatch has still to read', async () => {
  // Each tensor is disposed right after the dispatch that reads it, and the next one asks for a buffer of the same size.
  let sum: Tensor = tensor1d(filled(0));
  for (let value = 1; value <= 20; value++) {
    const next = tensor1d(filled(value));
    const total = add(sum, next);
    dispose([sum, next]);
    sum = total;
  }
  expect(await sum.data()).toEqual(filled(210));
  sum.dispose();
});

it('sends every type as the shaders read it', async () => {
  const sent = [
    tensor1d([1.5, -2, 0]),
    tensor1d([7, -8, 9], 'int32'),
    tensor1d([true, false, true], 'bool'),
    tensor1d(new Uint8Array([1, 0, 255]), 'int32'),
  ];
  const floats = sent.map((tensor) => cast(tensor, 'float32'));
  const sums = floats.map((tensor) => add(tensor, 0));
  expect(await Promise.all(sums.map(async (tensor) => [...(await tensor.data())]))).toEqual([
    [1.5, -2, 0],
    [7, -8, 9],
    [1, 0, 1],
    [1, 0, 255],
  ]);
  dispose([...sent, ...floats, ...sums]);
});
