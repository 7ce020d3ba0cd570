import { scalar, tidy } from '@tensorflow/tfjs-core';
import type { FlatBatch } from '../data/flat-batch';
import { deviceBatch, type Model, targetLogProbs } from './forward';

/** Log-probabilities of a batch's targets and the entropies there, in nats, without gradients. */
export async function logProbs(
  model: Model,
  batch: FlatBatch,
): Promise<{ logp: number[]; entropy: number[] }> {
  const device = deviceBatch(batch, model.config);
  const result = tidy(
    () => targetLogProbs(model, device, { firstTrained: 0, anchor: scalar(0) }).logpAndEntropy,
  );
  const values = [...(await result.data())];
  const count = result.shape[1];
  result.dispose();
  device.dispose();
  return { logp: values.slice(0, count), entropy: values.slice(count) };
}
