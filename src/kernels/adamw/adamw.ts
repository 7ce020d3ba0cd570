import { type Tensor, type Tensor1D, tidy } from '@tensorflow/tfjs-core';
import { KERNELS, runInPlace, runKernel } from '../kernel-names';
import { usesReference } from '../mode';
import type { ParameterBuffers } from '../parameters';
import { adamWReference } from './adamw.reference';
import type { AdamWOptions, AdamWState } from './state';

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
