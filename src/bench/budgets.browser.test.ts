import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gpuErrors, switchTo } from '../kernels/testing/backends';
import { counted } from './gpu-counter';
import { ourTrainer } from './our-trainer';
import { rollout } from './rollout';
import { type DecoderShape, decoderConfig, disposeModel, endlessModel, STEP_SHAPE, wordBatch } from './shape';

/** The step's network on short sequences: the same commands, less work in each. */
const SHORT: DecoderShape = { ...STEP_SHAPE, length: 16, batch: 2 };

/** Submits and passes follow from the dispatches recorded before a submit (kernels/backend/webgpu.ts) and uploads. */
const STEP = { dispatches: 120, passes: 14, submits: 8, buffers: 12 };
const TOKEN = { dispatches: 48, passes: 4, submits: 4 };

beforeAll(() => switchTo('webgpu'));

describe('on WebGPU', () => {
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
    // What is uploaded for a batch goes through staging buffers, destroyed at the submit; tensors come from the pool.
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
