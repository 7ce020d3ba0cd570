import { backend } from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { openWebGpu } from './webgpu';

afterEach(() => vi.restoreAllMocks());

it('opens a device of its own, names it, and reports what WebGPU finds wrong and the loss of the device', async () => {
  const start = await openWebGpu();
  if (!start.ok) {
    throw new Error(start.reason);
  }
  expect(start.device).toMatch(/swiftshader/i);
  const { device } = backend() as unknown as { device: GPUDevice };
  expect(device.limits.maxStorageBuffersPerShaderStage).toBeGreaterThanOrEqual(8);

  const message = new Promise<string>((resolve) => start.onUncapturedError(resolve));
  const silent = vi.fn();
  const stop = start.onUncapturedError(silent);
  stop();
  device.createShaderModule({ code: 'nonsense' });
  // Nothing is sent to the GPU, nor back, until something waits for it.
  await device.queue.onSubmittedWorkDone();
  expect(await message).toMatch(/nonsense/);
  expect(silent).not.toHaveBeenCalled();

  device.destroy();
  expect(await start.lost).toMatchObject({ reason: 'destroyed' });
});

it('says in a sentence what is missing', async () => {
  vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(null);
  expect(await openWebGpu()).toEqual({
    ok: false,
    reason: 'This browser offers WebGPU, but no graphics adapter that it can use.',
  });
  vi.spyOn(navigator, 'gpu', 'get').mockReturnValue(undefined as unknown as GPU);
  expect(await openWebGpu()).toEqual({ ok: false, reason: 'This browser does not offer WebGPU.' });
});

it('passes on why the adapter gives no device', async () => {
  const adapter = (await navigator.gpu.requestAdapter()) as GPUAdapter;
  vi.spyOn(adapter, 'requestDevice').mockRejectedValue(new Error('out of handles'));
  vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(adapter);
  expect(await openWebGpu()).toEqual({
    ok: false,
    reason: 'The graphics adapter did not open: out of handles',
  });
});
