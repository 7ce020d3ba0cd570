import { backend, memory } from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import './testing/allclose';
import { type BackendName, gpuErrors, switchTo } from './testing/backends';
import { tinyNetwork } from './testing/tiny-network';

afterEach(() => vi.restoreAllMocks());

/** Where kernels are fused; on cpu every operation is its reference. */
const FUSED: readonly BackendName[] = ['webgpu', 'wasm'];

/** Milliseconds for thousands of updates on a busy machine. */
const LONG = 300_000;

/** Losses and gradient norms of a run from the same seed, and the parameters at its end. */
async function train(name: BackendName, steps: number) {
  await switchTo(name);
  const before = memory().numTensors;
  const network = tinyNetwork();
  const [losses, norms]: number[][] = [[], []];
  for (let step = 0; step < steps; step++) {
    const { loss, norm } = network.step();
    losses.push((await loss.data())[0]);
    norms.push((await norm.data())[0]);
    loss.dispose();
    norm.dispose();
  }
  const values = Float32Array.from(await network.buffers.values.data());
  network.dispose();
  expect(memory().numTensors).toBe(before);
  return { losses, norms, values };
}

it('follows the reference for fifty steps on every backend', { timeout: LONG }, async () => {
  const reference = await train('cpu', 50);
  expect(reference.losses[49]).toBeLessThan(0.2 * reference.losses[0]);
  for (const name of FUSED) {
    const { losses, norms, values } = await train(name, 50);
    // Rounding differs in the seventh digit of a step, and grows as in any training run.
    expect(losses, name).toBeAllclose(reference.losses, { relative: 1e-3, absolute: 1e-5 });
    expect(norms, name).toBeAllclose(reference.norms, { relative: 2e-3, absolute: 1e-5 });
    expect(values, name).toBeAllclose(reference.values, { relative: 2e-3, absolute: 1e-3 });
  }
  expect(gpuErrors).toEqual([]);
});

it('is repeated exactly by the same backend', async () => {
  for (const name of FUSED) {
    expect((await train(name, 10)).values).toEqual((await train(name, 10)).values);
  }
});

it.each(FUSED)('keeps nothing over 2,000 updates on %s', { timeout: LONG }, async (name) => {
  await switchTo(name);
  const network = tinyNetwork();
  const alive = () => {
    const { numTensors, numDataBuffers, numBytes } = memory();
    const { bufferManager } = backend() as unknown as { bufferManager?: { numBytesAllocated: number } };
    return { numTensors, numDataBuffers, numBytes, allocated: bufferManager?.numBytesAllocated };
  };
  const run = async (updates: number) => {
    for (let update = 0; update < updates; update++) {
      const { loss, norm } = network.step();
      loss.dispose();
      if (update === updates - 1) {
        await norm.data();
      }
      norm.dispose();
    }
    return alive();
  };
  // Submits fall at other places in every step; until they have been everywhere the pool of buffers grows.
  const settled = await run(200);
  expect(await run(1800)).toEqual(settled);
  network.dispose();
  expect(gpuErrors).toEqual([]);
});

it('stays within its budget of dispatches, passes, submits and new buffers on WebGPU', async () => {
  await switchTo('webgpu');
  const network = tinyNetwork();
  const step = async () => {
    const { loss, norm } = network.step();
    await loss.data();
    loss.dispose();
    norm.dispose();
  };
  for (let warmUp = 0; warmUp < 3; warmUp++) {
    await step();
  }
  const dispatches = vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
  const passes = vi.spyOn(GPUCommandEncoder.prototype, 'beginComputePass');
  const submits = vi.spyOn(GPUQueue.prototype, 'submit');
  const buffers = vi.spyOn(GPUDevice.prototype, 'createBuffer');
  await step();
  const used = [dispatches, passes, submits, buffers].map((spy) => spy.mock.calls.length);
  network.dispose();
  // 22 dispatches per layer and 21 for the rest: with four layers and a patch MLP, below 120.
  expect(used[0]).toBeLessThanOrEqual(66);
  expect(used[1]).toBeLessThanOrEqual(3);
  expect(used[2]).toBeLessThanOrEqual(3);
  // AdamW's uniforms; uploads go into buffers of the pool.
  expect(used[3]).toBeLessThanOrEqual(1);
});
