import { backend, memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gpuErrors, switchTo } from '../kernels/testing/backends';
import { counted } from './gpu-counter';
import { ourTrainer } from './our-trainer';
import { rollout } from './rollout';
import { type DecoderShape, decoderConfig, disposeModel, endlessModel, STEP_SHAPE, wordBatch } from './shape';
import type { Trainer } from './trainer';

/** The step's network on short sequences: the same commands, less work in each. */
const SHORT: DecoderShape = { ...STEP_SHAPE, length: 16, batch: 2 };

/** Submits and passes follow from the dispatches recorded before a submit (kernels/backend/webgpu.ts): uploads end none. */
const STEP = { dispatches: 120, passes: 5, submits: 5, buffers: 1 };
const TOKEN = { dispatches: 24, passes: 2, submits: 2 };

/** As small as it can be: many updates in little time. */
const TINY: DecoderShape = { width: 16, layers: 2, heads: 2, vocabulary: 64, length: 8, batch: 1 };

/** Updates number `first` to `last`. */
async function update(trainer: Trainer, first: number, last: number): Promise<void> {
  for (let step = first; step < last; step++) {
    await trainer.step(wordBatch(TINY, step % 50));
  }
}

describe('on wasm', () => {
  beforeAll(() => switchTo('wasm'));

  it('2,000 updates leave tensors, their bytes and the heap as they were after the first few', async () => {
    const heap = () =>
      (backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.buffer.byteLength;
    const unused = memory().numTensors;
    const trainer = ourTrainer(TINY);
    await update(trainer, 0, 10);
    const before = { ...memory(), heap: heap() };
    await update(trainer, 10, 2_010);
    expect({ ...memory(), heap: heap() }).toEqual(before);
    trainer.dispose();
    expect(memory().numTensors).toBe(unused);
  });
});

describe('on WebGPU', () => {
  beforeAll(() => switchTo('webgpu'));

  it('300 updates leave tensors, their bytes and the buffers of the device as they were', async () => {
    const trainer = ourTrainer(TINY);
    await update(trainer, 0, 10);
    const before = memory();
    const { liveBuffers, liveBytes } = await counted(() => update(trainer, 10, 310));
    // What tensors hold and what the pool keeps are part of it: numBytesInGPU, numBytesAllocatedInGPU.
    expect(memory()).toEqual(before);
    expect({ liveBuffers, liveBytes }).toEqual({ liveBuffers: 0, liveBytes: 0 });
    trainer.dispose();
    expect(gpuErrors).toEqual([]);
  });

  it('a training step of a 4-layer decoder keeps to its dispatches, passes and submits', async () => {
    const trainer = ourTrainer(SHORT);
    await trainer.step(wordBatch(SHORT, 0));
    const { dispatches, passes, submits } = await counted(() => trainer.step(wordBatch(SHORT, 1)));
    expect(dispatches).toBeGreaterThan(50); // the counter counts
    expect(dispatches).toBeLessThanOrEqual(STEP.dispatches);
    expect(passes).toBeLessThanOrEqual(STEP.passes);
    expect(submits).toBeLessThanOrEqual(STEP.submits);
    trainer.dispose();
    expect(gpuErrors).toEqual([]);
  });

  it('training steps keep to their new buffers, and after the first few no buffer of tensors stays and no tensor', async () => {
    const trainer = ourTrainer(SHORT);
    for (let step = 0; step < 4; step++) {
      await trainer.step(wordBatch(SHORT, step));
    }
    const before = memory();
    const steps = 20;
    const { buffers, liveBuffers, liveBytes } = await counted(async () => {
      for (let step = 0; step < steps; step++) {
        await trainer.step(wordBatch(SHORT, step));
      }
    });
    const after = memory();
    // What is uploaded goes into buffers of the pool, as tensors do; what is made is the uniform of AdamW.
    expect(buffers).toBeLessThanOrEqual(steps * STEP.buffers);
    // AdamW's bias correction is a small uniform of its own in every step, of which the engine keeps a bounded number.
    expect(liveBuffers).toBeLessThanOrEqual(steps);
    expect(liveBytes).toBeLessThanOrEqual(steps * 256);
    expect([after.numTensors, after.numBytes]).toEqual([before.numTensors, before.numBytes]);
    trainer.dispose();
  });

  it('a generated token keeps to its dispatches, passes and submits', async () => {
    const model = endlessModel(decoderConfig(SHORT));
    await rollout(model, 8, 8);
    const eight = await counted(() => rollout(model, 8, 8));
    const sixteen = await counted(() => rollout(model, 8, 16));
    const perToken = (name: keyof typeof TOKEN) => (sixteen[name] - eight[name]) / 8;
    expect(perToken('dispatches')).toBeGreaterThan(10);
    expect(perToken('dispatches')).toBeLessThanOrEqual(TOKEN.dispatches);
    expect(perToken('passes')).toBeLessThanOrEqual(TOKEN.passes);
    expect(perToken('submits')).toBeLessThanOrEqual(TOKEN.submits);
    disposeModel(model);
    expect(gpuErrors).toEqual([]);
  });
});
