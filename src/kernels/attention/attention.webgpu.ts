import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, disposeTensor, isSoftwareAdapter, newTensor } from '../backend/webgpu-internals';
import { groups, webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import { attentionProgram } from './attention.wgsl';
import { attentionGradInputsProgram, attentionGradProgram } from './attention-grad.wgsl';

/** Threads from which a GPU is filled even if each thread takes several queries. */
const MANY_THREADS = 32_768;

/**
 * Queries per thread. Several share each load of a key; but a GPU wants many threads first, and on a software adapter
 * the time to compile a program grows faster than its registers (19 s for 4 queries of 32 dimensions, 4 s for 2).
 */
function tileFor(gpu: unknown, rows: number, headDim: number): number {
  const most = headDim <= 16 ? 4 : 2;
  if (isSoftwareAdapter(gpu)) {
    return most;
  }
  return rows >= most * MANY_THREADS ? most : 1;
}

export const attentionWebGpu: readonly KernelConfig[] = [
  webgpuKernel<{ heads: number }>(KERNELS.attention, (inputs, { heads }, gpu) => {
    const { tokens, headDim } = sizes(inputs.qkv, heads);
    return attention(gpu, inputs, heads, tileFor(gpu, tokens * heads, headDim));
  }),

  webgpuKernel<{ heads: number }>(KERNELS.attentionGrad, (inputs, { heads }, gpu) => {
    const { tokens, headDim } = sizes(inputs.qkv, heads);
    return attentionGrad(gpu, inputs, heads, tileFor(gpu, tokens * heads, headDim));
  }),
];

function sizes(qkv: TensorInfo, heads: number) {
  const [tokens, tripleWidth] = qkv.shape;
  const width = tripleWidth / 3;
  const headDim = width / heads;
  return { tokens, width, headDim, scale: 1 / Math.sqrt(headDim) };
}

/** out, logSumExp. */
export function attention(
  gpu: unknown,
  { qkv, rotary, ranges, positions }: Record<string, TensorInfo>,
  heads: number,
  tile: number,
): TensorInfo[] {
  const { tokens, width, headDim, scale } = sizes(qkv, heads);
  const out = newTensor(gpu, [tokens, width]);
  const logSumExp = newTensor(gpu, [tokens, heads]);
  const workgroups = [groups(groups(tokens, tile) * heads, 64), 1, 1] as const;
  const tensors = { qkv, rotary, ranges, positions, out, logSumExp };
  dispatch(gpu, attentionProgram(headDim, tile), tensors, { tokens, heads, scale }, workgroups);
  return [out, logSumExp];
}

/** dqkv. */
export function attentionGrad(
  gpu: unknown,
  inputs: Record<string, TensorInfo>,
  heads: number,
  tile: number,
): TensorInfo {
  const { qkv, out, logSumExp, dOut, rotary, ranges, readers, positions } = inputs;
  const { tokens, width, headDim, scale } = sizes(qkv, heads);
  const rotated = newTensor(gpu, [tokens, 3 * width]);
  const statistics = newTensor(gpu, [tokens, heads, 2]);
  const dqkv = newTensor(gpu, [tokens, 3 * width]);
  dispatch(
    gpu,
    attentionGradInputsProgram(headDim),
    { qkv, out, logSumExp, dOut, rotary, positions, rotated, statistics },
    { tokens, heads, scale },
    [groups(tokens * heads, 64), 1, 1],
  );
  const queryGroups = groups(groups(tokens, tile) * heads, 64);
  dispatch(
    gpu,
    attentionGradProgram(headDim, tile),
    { rotated, statistics, dOut, rotary, ranges, readers, positions, dqkv },
    { tokens, heads, scale, queryGroups },
    [2 * queryGroups, 1, 1],
  );
  disposeTensor(gpu, rotated);
  disposeTensor(gpu, statistics);
  return dqkv;
}
