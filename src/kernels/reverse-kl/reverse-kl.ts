import {
  customGrad,
  exp,
  expandDims,
  logSoftmax,
  mul,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { logits } from '../decode/decode';
import { KERNELS, runInPlace, runKernel } from '../kernel-names';
import { usesReference } from '../mode';
import type { Weight } from '../parameters';
import { reverseKlReference } from './reverse-kl.reference';

/**
 * KL(p || q) of each row, exactly: the sum over the vocabulary of p (log p - log q), with p = softmax(h E^T). "Reverse", because the
 * learner is the first of the two: it is punished for what it says and the teacher would not.
 *
 * The products are those of the linear kernels; between them stand stock ops on [rows, vocabulary].
 *
 * @param hidden [rows, width], the rows where the loss counts
 * @param table tied embedding matrix [vocabulary, width]
 * @param logTeacher log q, [rows, vocabulary], in nats; carries no gradient
 * @returns [rows], nats
 */
export function reverseKl(hidden: Tensor2D, table: Weight, logTeacher: Tensor2D): Tensor1D {
  if (usesReference()) {
    return reverseKlReference(hidden, table, logTeacher);
  }
  // The table as a matrix from the vocabulary to the width.
  const shape = { offset: table.offset, inputs: table.shape[0], outputs: table.shape[1] };
  return customGrad((hiddenIn, save) => {
    const { values, grads } = table.buffers;
    const logP = logSoftmax(logits(hiddenIn as Tensor2D, table), 1);
    const kl = sum(mul(exp(logP), sub(logP, logTeacher)), 1);
    (save as (t: Tensor[]) => void)([hiddenIn as Tensor, logP, kl]);
    return {
      value: kl,
      // dKL / d logit_v = p_v (log p_v - log q_v - KL). Adds the table's gradient into grads in place.
      gradFunc: (dKl: Tensor, [hiddenSaved, logPSaved, klSaved]: Tensor[]) => {
        const excess = sub(sub(logPSaved, logTeacher), expandDims(klSaved, 1));
        const dLogits = mul(mul(exp(logPSaved), excess), expandDims(dKl, 1));
        if (table.trainable) {
          runInPlace(KERNELS.linearWeightGrad, { x: dLogits, dy: hiddenSaved, grads }, shape);
        }
        return runKernel(KERNELS.linear, { x: dLogits, values }, shape);
      },
    };
  })(hidden) as Tensor1D;
}
