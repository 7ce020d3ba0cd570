import {
  exp,
  logSoftmax,
  matMul,
  mul,
  scalar,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { logits } from '../kernels/decode/decode';
import { weightMatrix } from '../kernels/linear/linear.reference';
import { usesReference } from '../kernels/mode';
import { doing } from '../kernels/work';
import type { FlatBatch } from '../sequence/flat-batch';
import {
  type DeviceBatch,
  deviceBatch,
  embeddingTable,
  lossStates,
  type Model,
  targetLogProbs,
} from './forward';
import { NOTHING } from './parameters';

/** Of every target of a batch, in nats: its log-probability, and the entropy of the distribution there. */
export interface LogProbs {
  readonly logp: number[];
  readonly entropy: number[];
}

/** Log-probabilities of a batch's targets and the entropies there, in nats, without gradients. */
export async function logProbs(model: Model, batch: FlatBatch): Promise<LogProbs> {
  const device = deviceBatch(batch, model.config);
  const result = await logProbsOnDevice(model, device);
  device.dispose();
  return result;
}

/** The same for a batch that is on the device already, and stays there. */
export async function logProbsOnDevice(model: Model, device: DeviceBatch): Promise<LogProbs> {
  const result = doing('log-probabilities', () =>
    tidy(() => targetLogProbs(model, device, { trained: NOTHING, anchor: scalar(0) }).logpAndEntropy),
  );
  const values = await readLogProbs(result);
  result.dispose();
  return values;
}

/** @param logpAndEntropy [2, losses], from {@link targetLogProbs} */
export async function readLogProbs(logpAndEntropy: Tensor2D): Promise<LogProbs> {
  const values = [...(await logpAndEntropy.data())];
  const count = logpAndEntropy.shape[1];
  return { logp: values.slice(0, count), entropy: values.slice(count) };
}

/**
 * KL(model || other) at every target of a batch, exactly: the sum over the vocabulary of p (log p - log q).
 *
 * @returns nats, one per target in the batch's order; never below 0 but by rounding
 */
export async function divergences(model: Model, other: Model, batch: FlatBatch): Promise<number[]> {
  const device = deviceBatch(batch, model.config);
  const result = tidy(() => {
    const [logP, logQ] = [model, other].map((one) => logDistributions(one, device));
    return sum(mul(exp(logP), sub(logP, logQ)), 1) as Tensor1D;
  });
  const values = [...(await result.data())];
  result.dispose();
  device.dispose();
  return values;
}

/** log softmax at every target, [losses, vocabulary], without gradients. */
export function logDistributions(model: Model, device: DeviceBatch): Tensor2D {
  const rows = lossStates(model, device, { trained: NOTHING, anchor: scalar(0) });
  const table = embeddingTable(model, NOTHING);
  return logSoftmax(usesReference() ? matMul(rows, weightMatrix(table), false, true) : logits(rows, table));
}
