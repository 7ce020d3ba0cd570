import { type Tensor, type Tensor1D, tidy, zeros } from '@tensorflow/tfjs-core';
import { KERNELS, runInPlace, runKernel } from '../kernel-names';
import { usesReference } from '../mode';
import type { ParameterBuffers } from '../parameters';
import { adamWReference } from './adamw.reference';

/** What an element of the flat buffer gets from AdamW. */
export const FROZEN = 0;
export const TRAINED = 1;
export const TRAINED_WITH_DECAY = 2;

export interface AdamWOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Gradients are scaled down to this global 2-norm (over trained elements). */
  readonly clipNorm: number;
}

/** First and second moments beside the parameters; lengths equal. */
export interface AdamWState {
  m: Tensor1D;
  v: Tensor1D;
  /** Updates done. */
  step: number;
}

export function adamWState(length: number): AdamWState {
  return { m: zeros([length]) as Tensor1D, v: zeros([length]) as Tensor1D, step: 0 };
}

/**
 * One AdamW update (Loshchilov & Hutter, 2019) of all parameters, in place, with global-norm clipping; sets the
 * gradients to zero for the next step.
 *
 * @param mask [length], FROZEN / TRAINED / TRAINED_WITH_DECAY per element
 * @returns scalar tensor: the gradients' norm before clipping
 */
export function adamW(
  parameters: ParameterBuffers,
  state: AdamWState,
  mask: Tensor1D,
  options: AdamWOptions,
): Tensor {
  state.step++;
  if (usesReference()) {
    return adamWReference(parameters, state, mask, options);
  }
  const { values, grads } = parameters;
  return tidy(() => {
    const norm = runKernel(KERNELS.gradNorm, { grads, mask });
    runInPlace(
      KERNELS.adamW,
      { values, grads, m: state.m, v: state.v, mask, norm },
      {
        ...options,
        step: state.step,
      },
    );
    return norm;
  });
}
