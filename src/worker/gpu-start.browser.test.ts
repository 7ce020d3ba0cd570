import { afterEach, describe, expect, it, vi } from 'vitest';
import { createModelStore } from '../experiment/record/model-store';
import type { TrainerEvent } from './protocol';
import { Session } from './session';

/** A session whose graphics device does not start. */

const NO_RECORDS = { keep: async () => null, has: async () => false, own: async () => [] };
const models = createModelStore('models of the start test');

afterEach(() => vi.restoreAllMocks());

async function opened() {
  const events: TrainerEvent[] = [];
  const at = new URL('/nowhere/', location.href).href;
  await new Session((event) => events.push(event), at, 'test', null, NO_RECORDS, models).open('webgpu');
  return events.filter(({ kind }) => kind === 'opened' || kind === 'failed' || kind === 'calibrated');
}

describe('a graphics device that does not start', { timeout: 120_000 }, () => {
  it.each([
    [
      'is refused',
      () => vi.spyOn(navigator.gpu, 'requestAdapter').mockRejectedValue(new Error('blocked by policy')),
      'The graphics adapter was not found: blocked by policy.',
    ],
    [
      'cannot be opened',
      () => vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockRejectedValue(new Error('out of handles')),
      'The graphics adapter did not open: out of handles.',
    ],
  ])('and %s leaves a trainer on wasm that says why', async (_, spoil, why) => {
    spoil();
    const [open, calibrated] = await opened();
    expect(open).toMatchObject({
      backend: 'wasm',
      note: `${why} Training runs on WebAssembly instead, on the processor.`,
    });
    expect(calibrated.kind).toBe('calibrated');
  });

  it('and fails in its first update is given up for wasm', async () => {
    // The first sum needs one pipeline; training needs more.
    let made = 0;
    const real = GPUDevice.prototype.createComputePipeline;
    vi.spyOn(GPUDevice.prototype, 'createComputePipeline').mockImplementation(function (
      this: GPUDevice,
      pipeline,
    ) {
      made += 1;
      if (made > 1) throw new Error('no more pipelines.');
      return real.call(this, pipeline);
    });
    const [gpu, wasm, calibrated, ...more] = await opened();
    expect(gpu).toMatchObject({ backend: 'webgpu', note: null });
    expect(wasm).toMatchObject({
      backend: 'wasm',
      note: 'The graphics device opened, but did not train (no more pipelines). Training runs on WebAssembly instead, on the processor.',
    });
    expect(calibrated.kind).toBe('calibrated');
    expect(more).toEqual([]);
  });
});
