import {
  exp,
  logSoftmax,
  matMul,
  mul,
  sub,
  sum,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { weightMatrix } from '../linear/linear.reference';
import type { Weight } from '../parameters';

/** The specification of reverseKl in stock ops. */
export function reverseKlReference(hidden: Tensor2D, table: Weight, logTeacher: Tensor2D): Tensor1D {
  return tidy(() => {
    const logP = logSoftmax(matMul(hidden, weightMatrix(table), false, true), 1);
    return sum(mul(exp(logP), sub(logP, logTeacher)), 1) as Tensor1D;
  });
}
