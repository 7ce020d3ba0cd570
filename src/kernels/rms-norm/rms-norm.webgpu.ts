import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, isSoftwareAdapter, newTensor } from '../backend/webgpu-internals';
import { groups, webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import { rmsNormGradProgram, rmsNormProgram, THREADS } from './rms-norm.wgsl';

/** Threads that share a gain's sum over the tokens, on a GPU. */
const SPLITS = 32;

export const rmsNormWebGpu: readonly KernelConfig[] = [
  webgpuKernel<{ offset: number; epsilon: number }>(KERNELS.rmsNorm, ({ x, values }, attrs, gpu) => {
    const [tokens, width] = x.shape;
    const y = newTensor(gpu, [tokens, width]);
    const inverseRms = newTensor(gpu, [tokens]);
    const workgroups = [groups(tokens, THREADS), 1, 1] as const;
    dispatch(gpu, rmsNormProgram, { x, values, y, inverseRms }, { ...attrs, tokens, width }, workgroups);
    return [y, inverseRms];
  }),

  webgpuKernel<{ offset: number; trainable: boolean }>(KERNELS.rmsNormGrad, (inputs, attrs, gpu) =>
    rmsNormGrad(gpu, inputs, attrs, isSoftwareAdapter(gpu) ? 1 : SPLITS),
  ),
];

/** dx, and the gain's gradient into `grads` where it is trained. */
export function rmsNormGrad(
  gpu: unknown,
  inputs: Record<string, TensorInfo>,
  { offset, trainable }: { offset: number; trainable: boolean },
  splits: number,
): TensorInfo {
  const { x, inverseRms, dy, values, grads } = inputs;
  const [tokens, width] = x.shape;
  const dx = newTensor(gpu, [tokens, width]);
  const rowGroups = groups(tokens, THREADS);
  const gainGroups = trainable ? groups(width / 4, THREADS / splits) : 0;
  const tensors = { x, inverseRms, dy, values, dx, grads };
  dispatch(gpu, rmsNormGradProgram(splits), tensors, { offset, tokens, width, rowGroups }, [
    rowGroups + gainGroups,
    1,
    1,
  ]);
  return dx;
}
