import { customGrad, reshape, slice, type Tensor, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { KERNELS, runKernel, runKernels } from '../kernel-names';
import { usesReference } from '../mode';
import type { Weight } from '../parameters';
import { logProbReference } from './log-prob.reference';

/**
 * log softmax(h E^T)[target] and the entropy of each row's distribution, without keeping [rows x vocabulary].
 *
 * @param hidden [rows, width], the rows where the loss counts
 * @param table tied embedding matrix [vocabulary, width]
 * @param targets int32 [rows]
 * @returns [2, rows]: log-probabilities (nats), entropies (nats). The entropy row carries no gradient.
 */
export function logProb(hidden: Tensor2D, table: Weight, targets: Tensor1D): Tensor2D {
  if (usesReference()) {
    return logProbReference(hidden, table, targets);
  }
  const attrs = { offset: table.offset, vocabulary: table.shape[0], width: table.shape[1] };
  return customGrad((hiddenIn, save) => {
    const { values, grads } = table.buffers;
    const [logpAndEntropy, logSumExp] = runKernels(
      KERNELS.logProb,
      { hidden: hiddenIn as Tensor, targets, values },
      attrs,
    );
    (save as (t: Tensor[]) => void)([hiddenIn as Tensor, logSumExp]);
    return {
      value: logpAndEntropy,
      // dLogp is [2, rows]; only its first row counts. Adds the table's gradient into grads in place.
      gradFunc: (dLogp: Tensor, [hiddenSaved, lseSaved]: Tensor[]) =>
        runKernel(
          KERNELS.logProbGrad,
          { hidden: hiddenSaved, targets, logSumExp: lseSaved, dLogp, values, grads },
          { ...attrs, trainable: table.trainable },
        ),
    };
  })(hidden) as Tensor2D;
}

/** Row 0 of a [2, rows] result as [rows]: the log-probabilities. */
export function firstRow(logpAndEntropy: Tensor2D): Tensor1D {
  return reshape(slice(logpAndEntropy, [0, 0], [1, logpAndEntropy.shape[1]]), [-1]) as Tensor1D;
}
