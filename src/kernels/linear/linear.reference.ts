import { add, matMul, mul, reshape, slice, type Tensor2D, tanh, tidy } from '@tensorflow/tfjs-core';
import type { Weight } from '../parameters';

/** The matrix [rows, columns] cut out of the flat buffer by stock ops, differentiable with respect to the buffer. */
export function weightMatrix(weight: Weight): Tensor2D {
  const [rows, columns] = weight.shape;
  return reshape(slice(weight.buffers.values, weight.offset, rows * columns), [rows, columns]);
}

/** The specification of linear and linearGelu in stock ops. */
export function linearReference(
  x: Tensor2D,
  weight: Weight,
  residual?: Tensor2D,
  activation?: 'gelu',
): Tensor2D {
  return tidy(() => {
    const product = matMul(x, weightMatrix(weight)) as Tensor2D;
    const sum = residual ? (add(residual, product) as Tensor2D) : product;
    return activation === 'gelu' ? gelu(sum) : sum;
  });
}

/** 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
function gelu(x: Tensor2D): Tensor2D {
  const cubic = add(x, mul(0.044715, mul(x, mul(x, x))));
  return mul(mul(0.5, x), add(1, tanh(mul(Math.sqrt(2 / Math.PI), cubic)))) as Tensor2D;
}
