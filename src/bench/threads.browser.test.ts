import { expect, it } from 'vitest';
import { openWasm } from '../kernels/backend/wasm';
import { bundledBinaries } from '../kernels/backend/wasm-binaries';
import { registerWasmKernels } from '../kernels/register-wasm';
import { ourTrainer } from './our-trainer';
import { rollout } from './rollout';
import { decoderConfig, disposeModel, endlessModel, STEP_SHAPE, wordBatch } from './shape';

/** The step's network on an odd number of rows, which threads cannot share out evenly. */
const SHAPE = { ...STEP_SHAPE, layers: 2, length: 201, batch: 3 };

/** Losses of four updates and a seeded rollout: any digit that differs anywhere changes what comes after it. */
async function numbers() {
  const trainer = ourTrainer(SHAPE);
  const losses: number[] = [];
  for (let step = 0; step < 4; step++) {
    losses.push(await trainer.step(wordBatch(SHAPE, step)));
  }
  trainer.dispose();
  const model = endlessModel(decoderConfig(SHAPE));
  const responses = await rollout(model, 4, 8);
  disposeModel(model);
  return { losses, responses };
}

it('wasm gives the same numbers on one thread, on two and on four, on a heap of its own and on a shared one', async () => {
  expect(crossOriginIsolated).toBe(true);
  registerWasmKernels();
  expect(await openWasm(bundledBinaries, 1)).toMatch(/, one thread$/);
  const alone = await numbers();
  for (const threads of [2, 4, 1]) {
    expect(await openWasm(bundledBinaries, threads)).toMatch(
      threads > 1 ? `${threads} threads` : 'one thread',
    );
    expect(await numbers(), `${threads} threads`).toEqual(alone);
  }
});
