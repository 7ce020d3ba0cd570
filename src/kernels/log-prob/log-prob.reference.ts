import {
  cast,
  exp,
  logSoftmax,
  matMul,
  mul,
  neg,
  oneHot,
  stack,
  sum,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { weightMatrix } from '../linear/linear.reference';
import type { Weight } from '../parameters';

/** The specification of logProb in stock ops. (Its entropy row does carry a gradient; nobody asks for it.) */
export function logProbReference(hidden: Tensor2D, table: Weight, targets: Tensor1D): Tensor2D {
  return tidy(() => {
    const logits = matMul(hidden, weightMatrix(table), false, true);
    const logProbs = logSoftmax(logits, 1);
    const chosen = sum(mul(logProbs, cast(oneHot(targets, table.shape[0]), 'float32')), 1);
    const entropy = neg(sum(mul(exp(logProbs), logProbs), 1));
    return stack([chosen, entropy]) as Tensor2D;
  });
}
