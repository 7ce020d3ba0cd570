import { customGrad, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { KERNELS, runKernel, runKernels } from '../kernel-names';
import { usesReference } from '../mode';
import type { Weight } from '../parameters';
import { RMS_NORM_EPSILON } from './epsilon';
import { rmsNormReference } from './rms-norm.reference';

/**
 * y = x / sqrt(mean(x^2) + epsilon) * gain, row by row (Zhang & Sennrich, 2019).
 *
 * @param x [tokens, width], width a multiple of 4
 * @param gain vector [width]
 * @returns [tokens, width]
 */
export function rmsNorm(x: Tensor2D, gain: Weight): Tensor2D {
  if (usesReference()) {
    return rmsNormReference(x, gain);
  }
  return customGrad((xIn, save) => {
    const { values, grads } = gain.buffers;
    const [y, inverseRms] = runKernels(
      KERNELS.rmsNorm,
      { x: xIn as Tensor, values },
      { offset: gain.offset, epsilon: RMS_NORM_EPSILON },
    );
    (save as (t: Tensor[]) => void)([xIn as Tensor, inverseRms]);
    return {
      value: y,
      gradFunc: (dy: Tensor, [xSaved, inverseSaved]: Tensor[]) =>
        runKernel(
          KERNELS.rmsNormGrad,
          { x: xSaved, inverseRms: inverseSaved, dy, values, grads },
          { offset: gain.offset, trainable: gain.trainable },
        ),
    };
  })(x) as Tensor2D;
}
