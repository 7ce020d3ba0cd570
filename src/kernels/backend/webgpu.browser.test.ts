import { backend } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openWebGpu, type WebGpuStart } from './webgpu';

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
  expect(await openWebGpu()).toMatchObject({
    ok: false,
    reason: 'This browser offers WebGPU, but no graphics adapter that it can use.',
  });
  vi.spyOn(navigator, 'gpu', 'get').mockReturnValue(undefined as unknown as GPU);
  expect(await openWebGpu()).toMatchObject({ ok: false, reason: 'This browser does not offer WebGPU.' });
});

it('passes on why the adapter gives no device', async () => {
  const adapter = (await navigator.gpu.requestAdapter()) as GPUAdapter;
  vi.spyOn(adapter, 'requestDevice').mockRejectedValue(new Error('out of handles'));
  vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(adapter);
  expect(await openWebGpu()).toMatchObject({
    ok: false,
    reason: 'The graphics adapter did not open: out of handles.',
  });
});

describe('a start that goes wrong ends with a sentence, step by step', () => {
  const never = () => new Promise<never>(() => {});
  const adapter = async () => (await navigator.gpu.requestAdapter()) as GPUAdapter;

  /** Waits as the page does, on a clock that runs ahead. */
  async function opened(): Promise<WebGpuStart> {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let isOver = false;
    const start = openWebGpu().finally(() => {
      isOver = true;
    });
    try {
      while (!isOver) {
        // Device and queue answer in tasks of their own.
        await new Promise((resolve) => requestAnimationFrame(resolve));
        await vi.advanceTimersByTimeAsync(1000);
      }
    } finally {
      vi.useRealTimers();
    }
    return start;
  }

  it('an adapter that never comes', async () => {
    vi.spyOn(navigator.gpu, 'requestAdapter').mockImplementation(never);
    expect(await opened()).toEqual({
      ok: false,
      reason: 'The graphics adapter was not found: no answer within 10 seconds.',
    });
  });

  it.each([
    ['a refusal', () => Promise.reject(new Error('GPU process crashed.')), 'GPU process crashed'],
    [
      'an error at once',
      () => {
        throw new TypeError('Illegal invocation');
      },
      'Illegal invocation',
    ],
    ['an error without words', () => Promise.reject(new Error('')), 'the browser does not say why'],
    ['a message of a page', () => Promise.reject('x'.repeat(9000)), `${'x'.repeat(200)} …`],
  ])('an adapter that ends in %s', async (_, request, why) => {
    vi.spyOn(navigator.gpu, 'requestAdapter').mockImplementation(request);
    expect(await openWebGpu()).toMatchObject({
      ok: false,
      reason: `The graphics adapter was not found: ${why}.`,
    });
  });

  it('a device that never comes; one that comes late is given back', async () => {
    const found = await adapter();
    const real = await found.requestDevice();
    let give = (_: GPUDevice) => {};
    vi.spyOn(found, 'requestDevice').mockReturnValue(
      new Promise((resolve) => {
        give = resolve;
      }),
    );
    vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(found);
    expect(await opened()).toEqual({
      ok: false,
      reason: 'The graphics adapter did not open: no answer within 20 seconds.',
    });
    give(real);
    expect(await real.lost).toMatchObject({ reason: 'destroyed' });
  });

  it.each([
    ['is lost', (device: GPUDevice) => device.destroy(), /did not start: .*\.$/],
    [
      'never gives its first result',
      () => vi.spyOn(GPUBuffer.prototype, 'mapAsync').mockImplementation(never),
      /did not start: no answer within 30 seconds\.$/,
    ],
    [
      'gives a wrong one',
      () => vi.spyOn(GPUBuffer.prototype, 'getMappedRange').mockReturnValue(new ArrayBuffer(8)),
      /did not start: its first sum was wrong\.$/,
    ],
  ])('a device that %s; another try works', async (_, spoil, sentence) => {
    const found = await adapter();
    const real = await found.requestDevice();
    vi.spyOn(found, 'requestDevice').mockResolvedValue(real);
    vi.spyOn(navigator.gpu, 'requestAdapter').mockResolvedValue(found);
    spoil(real);
    const start = await opened();
    expect(start).toEqual({ ok: false, reason: expect.stringMatching(sentence) });
    expect(await real.lost).toMatchObject({ reason: 'destroyed' });
    vi.restoreAllMocks();
    expect((await openWebGpu()).ok).toBe(true);
  });
});
