import { setBackend, type Tensor1D } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { FreshPolicies, inContextParts, perceptionParts, randomPicture } from '../data/base-skills';
import { flatBatch } from '../data/flat-batch';
import { rotaryTable } from '../kernels/attention/rotary';
import { openWasmEngine } from '../kernels/backend/open-engine';
import { forceMode } from '../kernels/mode';
import { modelConfig } from '../model/config';
import type { Model } from '../model/forward';
import { Parameters } from '../model/parameters';
import { RandomStream } from '../random/stream';
import { languageLoss } from './supervised';

function tinyModel(): Model {
  const config = { ...modelConfig('small'), width: 16, layers: 2, heads: 2, mlpWidth: 64, patchWidth: 16 };
  return {
    config,
    parameters: Parameters.initial(config, RandomStream.of(3, 'init')),
    rotary: rotaryTable(256, 8, 5000),
  };
}

async function lossAndGradients() {
  const random = RandomStream.of(5, 'batch');
  const fresh = new FreshPolicies(random);
  const parts = perceptionParts(randomPicture(random), 2, random, 0);
  parts.push(...inContextParts(fresh.draw(2, random), 2, random, parts.length));
  const model = tinyModel();
  const batch = flatBatch(parts, model.config.visualTokens);
  const loss = await languageLoss(model, batch, 0).data();
  const grads = await (model.parameters.buffers.grads as Tensor1D).data();
  return { loss: loss[0], grads: Float32Array.from(grads), specs: model.parameters.specs };
}

describe('fused and reference paths', () => {
  beforeAll(() => openWasmEngine(null));

  it('agree on loss and every gradient', async () => {
    const fused = await lossAndGradients();
    await setBackend('cpu');
    const reference = await lossAndGradients();
    await setBackend('wasm');
    forceMode(null);
    expect(fused.loss).toBeCloseTo(reference.loss, 5);
    for (const { name, offset, shape } of fused.specs) {
      const length = shape.reduce((a, b) => a * b, 1);
      let worst = 0;
      let largest = 0;
      for (let i = offset; i < offset + length; i++) {
        worst = Math.max(worst, Math.abs(fused.grads[i] - reference.grads[i]));
        largest = Math.max(largest, Math.abs(reference.grads[i]));
      }
      console.log(name, worst.toExponential(2), largest.toExponential(2));
      expect(worst, name).toBeLessThan(1e-4 * largest + 1e-7);
    }
  });
});
