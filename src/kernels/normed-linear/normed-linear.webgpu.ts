import type { KernelConfig } from '@tensorflow/tfjs-core';
import { webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import type { LinearAttrs } from '../linear/linear';
import { multiplyNormed, multiplyTransposed, type NormAttrs } from '../linear/linear.webgpu';

interface NormedLogitsAttrs extends NormAttrs {
  readonly offset: number;
  readonly vocabulary: number;
  readonly width: number;
}

export const normedLinearWebGpu: readonly KernelConfig[] = [
  webgpuKernel<LinearAttrs & NormAttrs>(KERNELS.normedLinear, ({ x, values }, attrs, gpu) =>
    multiplyNormed(gpu, { x, values }, attrs),
  ),

  webgpuKernel<NormedLogitsAttrs>(KERNELS.normedLogits, ({ x, values }, attrs, gpu) => {
    const { offset, vocabulary, width, gain, epsilon } = attrs;
    const shape = { offset, rows: x.shape[0], columns: vocabulary, depth: width, gain, epsilon };
    return multiplyTransposed(gpu, { x, values }, shape);
  }),
];
