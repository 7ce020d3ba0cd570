import { customGrad, scalar, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { KERNELS, runInPlace, runKernel, runKernels } from '../kernel-names';
import { shared, usesReference } from '../mode';
import type { Weight } from '../parameters';
import { linearReference } from './linear.reference';

/**
 * y = x W, or y = residual + x W.
 *
 * @param x [tokens, inputs]
 * @param weight matrix [inputs, outputs], inputs a multiple of 4, outputs of 8
 * @param residual [tokens, outputs]
 * @returns [tokens, outputs]
 */
export function linear(x: Tensor2D, weight: Weight, residual?: Tensor2D): Tensor2D {
  if (usesReference()) {
    return linearReference(x, weight, residual);
  }
  const forward = (xIn: Tensor, residualIn: Tensor | null, save: (tensors: Tensor[]) => void) => {
    const { values } = weight.buffers;
    const inputs: Record<string, Tensor> = { x: xIn, values };
    if (residualIn) {
      inputs.residual = residualIn;
    }
    save([xIn]);
    return runKernel(KERNELS.linear, inputs, shapeOf(weight));
  };
  const dx = (dy: Tensor, saved: Tensor) => linearBackward(saved, weight, dy);
  if (residual) {
    return customGrad((xIn, residualIn, save) => ({
      value: forward(xIn as Tensor, residualIn as Tensor, save as (t: Tensor[]) => void),
      gradFunc: (dy: Tensor, saved: Tensor[]) => [dx(dy, saved[0]), shared(dy)],
    }))(x, residual) as Tensor2D;
  }
  return customGrad((xIn, save) => ({
    value: forward(xIn as Tensor, null, save as (t: Tensor[]) => void),
    gradFunc: (dy: Tensor, saved: Tensor[]) => dx(dy, saved[0]),
  }))(x) as Tensor2D;
}

/**
 * y = GELU(x W), or GELU(residual + x W); tanh form (Hendrycks & Gimpel, 2016). Shapes as in {@link linear}.
 */
export function linearGelu(x: Tensor2D, weight: Weight, residual?: Tensor2D): Tensor2D {
  if (usesReference()) {
    return linearReference(x, weight, residual, 'gelu');
  }
  const forward = (xIn: Tensor, residualIn: Tensor | null, save: (tensors: Tensor[]) => void) => {
    const { values } = weight.buffers;
    const inputs: Record<string, Tensor> = { x: xIn, values };
    if (residualIn) {
      inputs.residual = residualIn;
    }
    const attrs = { ...shapeOf(weight), activation: 'gelu' };
    const [y, preActivation] = runKernels(KERNELS.linear, inputs, attrs);
    save([xIn, preActivation]);
    return y;
  };
  const dPreActivation = (dy: Tensor, preActivation: Tensor) =>
    runKernel(KERNELS.geluGrad, { dy, preActivation });
  if (residual) {
    return customGrad((xIn, residualIn, save) => ({
      value: forward(xIn as Tensor, residualIn as Tensor, save as (t: Tensor[]) => void),
      gradFunc: (dy: Tensor, [xSaved, preSaved]: Tensor[]) => {
        const dPre = dPreActivation(dy, preSaved);
        return [linearBackward(xSaved, weight, dPre), dPre];
      },
    }))(x, residual) as Tensor2D;
  }
  return customGrad((xIn, save) => ({
    value: forward(xIn as Tensor, null, save as (t: Tensor[]) => void),
    gradFunc: (dy: Tensor, [xSaved, preSaved]: Tensor[]) =>
      linearBackward(xSaved, weight, dPreActivation(dy, preSaved)),
  }))(x) as Tensor2D;
}

/**
 * y = x W, or GELU(x W), for x that is data: its gradient is not computed, only the weight's. Shapes as in
 * {@link linear}.
 *
 * @param anchor scalar that puts the result on the autodiff tape in x's place
 */
export function linearOfData(x: Tensor2D, weight: Weight, anchor: Tensor, activation?: 'gelu'): Tensor2D {
  if (usesReference()) {
    return linearReference(x, weight, undefined, activation);
  }
  const { values, grads } = weight.buffers;
  const attrs = { ...shapeOf(weight), activation };
  return customGrad((_anchor, save) => {
    const [y, preActivation] = [runKernels(KERNELS.linear, { x, values }, attrs)].flat();
    (save as (t: Tensor[]) => void)(preActivation ? [preActivation] : []);
    return {
      value: y,
      gradFunc: (dy: Tensor, [pre]: Tensor[]) => {
        if (weight.trainable) {
          const upstream = pre ? runKernel(KERNELS.geluGrad, { dy, preActivation: pre }) : dy;
          runInPlace(KERNELS.linearWeightGrad, { x, dy: upstream, grads }, shapeOf(weight));
        }
        return scalar(0);
      },
    };
  })(anchor) as Tensor2D;
}

/** dx = dy W^T; dW += x^T dy into the flat gradient buffer. */
function linearBackward(x: Tensor, weight: Weight, dy: Tensor): Tensor {
  const { values, grads } = weight.buffers;
  if (weight.trainable) {
    runInPlace(KERNELS.linearWeightGrad, { x, dy, grads }, shapeOf(weight));
  }
  return runKernel(KERNELS.linearInputGrad, { dy, values }, shapeOf(weight));
}

export interface LinearAttrs {
  readonly offset: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly activation?: 'gelu';
}

function shapeOf(weight: Weight): LinearAttrs {
  return { offset: weight.offset, inputs: weight.shape[0], outputs: weight.shape[1] };
}
