import { add, mean, mul, rsqrt, slice, square, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { Weight } from '../parameters';
import { RMS_NORM_EPSILON } from './epsilon';

/** The specification of rmsNorm in stock ops. */
export function rmsNormReference(x: Tensor2D, gain: Weight): Tensor2D {
  return tidy(() => {
    const inverseRms = rsqrt(add(mean(square(x), 1, true), RMS_NORM_EPSILON));
    return mul(mul(x, inverseRms), slice(gain.buffers.values, gain.offset, gain.shape[0])) as Tensor2D;
  });
}
