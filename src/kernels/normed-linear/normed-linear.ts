import { getBackend, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { logits } from '../decode/decode';
import { KERNELS, runKernel } from '../kernel-names';
import { linear, linearGelu } from '../linear/linear';
import type { Weight } from '../parameters';
import { RMS_NORM_EPSILON } from '../rms-norm/epsilon';
import { rmsNorm } from '../rms-norm/rms-norm';

/**
 * RMSNorm and the product behind it as one dispatch on WebGPU, for decoding: few rows, of which no gradient is asked. Everywhere else
 * they are the two operations one after the other, which is also the specification.
 */

/**
 * y = RMSNorm(x) W, or GELU(RMSNorm(x) W).
 *
 * @param x [rows, inputs]; @param gain vector [inputs] of the weight's flat buffer; @param weight matrix [inputs, outputs]
 * @returns [rows, outputs]; no gradient flows through it on WebGPU
 */
export function normedLinear(x: Tensor2D, gain: Weight, weight: Weight, activation?: 'gelu'): Tensor2D {
  if (getBackend() !== 'webgpu') {
    return tidy(() => {
      const normed = rmsNorm(x, gain);
      return activation ? linearGelu(normed, weight) : linear(normed, weight);
    });
  }
  const [inputs, outputs] = weight.shape;
  const attrs = { offset: weight.offset, inputs, outputs, activation, ...normOf(gain) };
  return runKernel(KERNELS.normedLinear, { x, values: weight.buffers.values }, attrs) as Tensor2D;
}

/** RMSNorm(x) E^T: [rows, vocabulary] from [rows, width] and the tied table [vocabulary, width]. No gradient flows through it. */
export function normedLogits(x: Tensor2D, gain: Weight, table: Weight): Tensor2D {
  if (getBackend() !== 'webgpu') {
    return tidy(() => logits(rmsNorm(x, gain), table));
  }
  const [vocabulary, width] = table.shape;
  const attrs = { offset: table.offset, vocabulary, width, ...normOf(gain) };
  return runKernel(KERNELS.normedLogits, { x, values: table.buffers.values }, attrs) as Tensor2D;
}

function normOf(gain: Weight) {
  return { gain: gain.offset, epsilon: RMS_NORM_EPSILON };
}
