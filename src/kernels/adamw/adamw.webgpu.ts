import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, disposeTensor, newTensor } from '../backend/webgpu-internals';
import { groups, webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import { ADAMW_GROUP, adamWProgram, NORM_THREADS, normProgram, squaredNormProgram } from './adamw.wgsl';
import type { AdamWOptions } from './state';

/** Flat buffers hold whole vectors of four: every parameter starts at a multiple of 64. */
function vectorsOf(buffer: TensorInfo): number {
  if (buffer.shape[0] % 4 !== 0) {
    throw new RangeError(`A flat buffer has ${buffer.shape[0]} elements, which is no multiple of 4.`);
  }
  return buffer.shape[0] / 4;
}

export const adamWWebGpu: readonly KernelConfig[] = [
  webgpuKernel<object>(KERNELS.gradNorm, ({ grads, mask }, _attrs, gpu) => {
    const sums = newTensor(gpu, [NORM_THREADS]);
    const norm = newTensor(gpu, []);
    const workgroups = [groups(NORM_THREADS, 64), 1, 1] as const;
    dispatch(gpu, squaredNormProgram, { grads, mask, sums }, { vectors: vectorsOf(grads) }, workgroups);
    dispatch(gpu, normProgram, { sums, norm }, {}, [1, 1, 1]);
    disposeTensor(gpu, sums);
    return norm;
  }),

  webgpuKernel<AdamWOptions & { step: number }>(KERNELS.adamW, (inputs, attrs, gpu) => {
    const { values, grads, m, v, mask, norm } = inputs;
    const { step, ...options } = attrs;
    const vectors = vectorsOf(values);
    const correction1 = 1 - options.beta1 ** step;
    const correction2 = 1 - options.beta2 ** step;
    dispatch(
      gpu,
      adamWProgram,
      { values, grads, m, v, mask, norm },
      { ...options, vectors, correction1, correction2 },
      [groups(vectors, ADAMW_GROUP), 1, 1],
    );
    return [];
  }),
];
