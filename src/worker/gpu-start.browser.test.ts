import { backend } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createModelStore } from '../experiment/record/model-store';
import { someExamples } from '../experiment/testing/records';
import type { TrainerEvent } from './protocol';
import { Session } from './session';

/** A session whose graphics device does not start. */

const NO_RECORDS = { keep: async () => null, has: async () => false, own: async () => [] };
const models = createModelStore('models of the start test');

afterEach(() => vi.restoreAllMocks());

function newSession() {
  const events: TrainerEvent[] = [];
  const at = new URL('/nowhere/', location.href).href;
  const session = new Session((event) => events.push(event), at, 'test', null, NO_RECORDS, models);
  return {
    session,
    told: (...kinds: TrainerEvent['kind'][]) => events.filter(({ kind }) => kinds.includes(kind)),
  };
}

async function opened() {
  const { session, told } = newSession();
  await session.open('webgpu');
  return told('opened', 'failed', 'calibrated');
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

  it('because it is lost the moment it has opened, is not taken for one that works', async () => {
    const { session, told } = newSession();
    await session.open('webgpu');
    const lose = () => (backend() as unknown as { device: GPUDevice }).device.destroy();
    const [example] = someExamples(1);
    const ask = async (request: number) => {
      session.desk.ask({
        kind: 'ask',
        request,
        model: { of: 'base', name: 'none' },
        example,
        policyInPrompt: true,
      });
      await vi.waitFor(() => expect(told('failed')).toHaveLength(request), 60_000);
    };
    lose();
    // Its start hears nothing of it; who listens after the start is told at once.
    let listeners = 0;
    vi.spyOn(GPUDevice.prototype, 'lost', 'get').mockImplementation(() => {
      listeners += 1;
      const isLater = listeners > 1;
      return isLater
        ? (Promise.resolve({ reason: 'unknown', message: 'reset' }) as Promise<GPUDeviceLostInfo>)
        : new Promise(() => {});
    });
    await ask(1);
    expect(told('opened')).toHaveLength(2);
    vi.restoreAllMocks();
    await ask(2);
    expect(told('opened')).toHaveLength(3);
    await ask(3);
    expect(told('opened')).toHaveLength(3);
  });
});
