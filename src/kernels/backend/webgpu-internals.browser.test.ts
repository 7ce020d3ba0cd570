import { backend, memory, tensor1d } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gpuErrors, switchTo } from '../testing/backends';
import { dispatch, newTensor, type Program, submit } from './webgpu-internals';

/** to[i] += step; and a copy of the old value: one output changed in place, one new. */
const addInPlace: Program = {
  name: 'test/add-in-place',
  reads: { unused: 'f32' },
  writes: { to: 'f32', old: 'f32' },
  uniforms: { length: 'u32', step: 'f32' },
  workgroup: [64, 1, 1],
  body: () => 'if (id.x >= u.length) { return; } old[id.x] = to[id.x]; to[id.x] += u.step;',
};

const LENGTH = 100;
const filled = (value: number) => new Float32Array(LENGTH).fill(value);

beforeAll(() => switchTo('webgpu'));
afterEach(() => expect(gpuErrors).toEqual([]));

describe('tfjs-backend-webgpu', () => {
  it('still has the private parts that the kernels lean on', () => {
    const gpu = backend() as unknown as Record<string, unknown>;
    const functions = [
      'convertAndCacheOnCPU',
      'uploadToGPU',
      'makeTensorInfo',
      'disposeData',
      'ensureCommandEncoderReady',
      'endComputePassEncoder',
      'submitQueue',
    ];
    expect(Object.fromEntries(functions.map((name) => [name, typeof gpu[name]]))).toEqual(
      Object.fromEntries(functions.map((name) => [name, 'function'])),
    );
    expect(gpu).toMatchObject({
      device: expect.any(GPUDevice),
      adapterInfo: { architecture: 'swiftshader' },
      uniformPendingDisposal: expect.any(Array),
      commandQueueOwnedIds: expect.any(WeakSet),
      dispatchCountInPass: expect.any(Number),
    });
    expect(gpu).toHaveProperty('commandEncoder');
    expect(gpu).toHaveProperty('computePassEncoder');
    expect(gpu.bufferManager).toMatchObject({
      acquireBuffer: expect.any(Function),
      freeBuffers: expect.any(Map),
      usedBuffers: expect.any(Map),
      numFreeBuffers: expect.any(Number),
      numBytesUsed: expect.any(Number),
      numBytesAllocated: expect.any(Number),
    });
    expect(gpu.tensorMap).toHaveProperty('get');
  });
});

describe('dispatch', () => {
  /** Adds `steps` one after the other; the tensor changed in place, and the old values of the last. */
  function addAll(to: ReturnType<typeof tensor1d>, unused: ReturnType<typeof tensor1d>, steps: number[]) {
    const gpu = backend();
    return steps.map((step) => {
      const old = newTensor(gpu, [LENGTH]);
      dispatch(gpu, addInPlace, { to, unused, old }, { length: LENGTH, step }, [2, 1, 1]);
      return old;
    });
  }

  it('writes several outputs, in place too, in the order of the calls, with each its own uniforms', async () => {
    const before = memory().numTensors;
    const [to, unused] = [tensor1d(filled(1)), tensor1d(filled(0))];
    // More than fit into one submit.
    const steps = Array.from({ length: 70 }, (_, i) => 2 ** (i % 7));
    const olds = addAll(to, unused, steps);
    const sums = steps.map((_, i) => steps.slice(0, i).reduce((sum, step) => sum + step, 1));
    for (const i of [0, 1, 37, 69]) {
      expect(await backend().read(olds[i].dataId)).toEqual(filled(sums[i]));
    }
    expect(await to.data()).toEqual(filled(sums[69] + steps[69]));
    for (const old of olds) {
      backend().disposeData(old.dataId);
    }
    to.dispose();
    unused.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('never shows values from before a write in place, even when a read was under way', async () => {
    const [to, unused] = [tensor1d(filled(1)), tensor1d(filled(0))];
    addAll(to, unused, [1]);
    expect(await to.data()).toEqual(filled(2)); // tfjs would keep this on the CPU
    const pending = to.data();
    addAll(to, unused, [4]);
    submit();
    expect(await pending).toEqual(filled(2));
    expect(await to.data()).toEqual(filled(6));
  });

  it('says which uniform is missing', () => {
    const [to, unused] = [tensor1d(filled(1)), tensor1d(filled(0))];
    const old = newTensor(backend(), [LENGTH]);
    expect(() => dispatch(backend(), addInPlace, { to, unused, old }, { step: 1 }, [1, 1, 1])).toThrow(
      'test/add-in-place needs the uniform length.',
    );
    expect(() =>
      dispatch(backend(), addInPlace, { to, unused, old }, { step: 1, length: 1 }, [1e6, 1, 1]),
    ).toThrow('workgroups');
  });

  it('keeps the number of buffers constant, however often it runs', async () => {
    const gpu = backend() as unknown as { bufferManager: { numBytesAllocated: number } };
    const [to, unused] = [tensor1d(filled(0)), tensor1d(filled(0))];
    const round = async (first: number) => {
      for (const old of addAll(
        to,
        unused,
        Array.from({ length: 1200 }, (_, i) => first + i),
      )) {
        backend().disposeData(old.dataId);
      }
      await to.data();
      return gpu.bufferManager.numBytesAllocated;
    };
    await round(0);
    const settled = await round(2000);
    expect(await round(4000)).toBe(settled);
    expect(await round(6000)).toBe(settled);
  });
});
