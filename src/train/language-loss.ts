import { mul, neg, type Scalar, sum, tensor1d } from '@tensorflow/tfjs-core';
import { deviceBatch, type Model, targetLogProbs } from '../model/forward';
import type { TrainedParameters } from '../model/parameters';
import type { FlatBatch } from '../sequence/flat-batch';
import { accumulateGradients } from './gradients';

/**
 * Weighted mean negative log-likelihood of a batch's targets, times `share`; adds the gradient.
 *
 * @returns scalar, share * nats per token
 */
export function languageLoss(model: Model, batch: FlatBatch, trained: TrainedParameters, share = 1): Scalar {
  const device = deviceBatch(batch, model.config);
  const total = batch.weights.reduce((all, weight) => all + weight, 0);
  const weights = tensor1d(batch.weights.map((weight) => (share * weight) / total));
  const loss = accumulateGradients(model.parameters, (anchor) => {
    const { logp } = targetLogProbs(model, device, { trained, anchor });
    return neg(sum(mul(logp, weights))) as Scalar;
  });
  weights.dispose();
  device.dispose();
  return loss;
}
