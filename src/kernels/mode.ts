// tfjs-core leaves the gradients of its stock ops unregistered; losses and references need them.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import {
  customGrad,
  getBackend,
  reshape,
  scalar,
  type Tensor,
  type Tensor2D,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** Fused kernels exist for WebGPU and wasm; everywhere else the reference is the path. */
export function usesReference(): boolean {
  return getBackend() !== 'wasm' && getBackend() !== 'webgpu';
}

/** Another tensor of the same values. On wasm tfjs' clone() copies them, which costs a training step 3 %; its reshape does not. */
export function shared<T extends Tensor>(x: T): T {
  return reshape(x, x.shape) as T;
}

/**
 * Puts a value on the autodiff tape below which nothing is trained: backward passes stop here. Fused operations write
 * weight gradients by side effect, so the tape itself needs only this one scalar to hang on.
 */
export function startTape(x: Tensor2D, anchor: Tensor): Tensor2D {
  return customGrad((_anchor) => ({
    value: shared(x),
    gradFunc: () => scalar(0),
  }))(anchor) as Tensor2D;
}

/** The same values as a constant: no gradient flows through it. */
export function stopGradient<T extends Tensor>(x: T): T {
  return customGrad((same) => ({
    value: shared(same as Tensor),
    gradFunc: (dy: Tensor) => zerosLike(dy),
  }))(x) as T;
}
