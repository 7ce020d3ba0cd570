import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch, isSoftwareAdapter, newTensor } from '../backend/webgpu-internals';
import { groups, webgpuKernel } from '../backend/webgpu-kernel';
import { KERNELS } from '../kernel-names';
import { multiplyTransposed } from '../linear/linear.webgpu';
import {
  DECODE_THREADS,
  decodeAttentionProgram,
  sampleTokensProgram,
  storeKeysValuesProgram,
} from './decode.wgsl';

interface DecodeAttrs {
  readonly heads: number;
  readonly step: number;
  readonly maxNewTokens: number;
}

/** Threads that share the keys of one query and head, on a GPU. */
const SPLITS = 8;

export const decodeWebGpu: readonly KernelConfig[] = [
  webgpuKernel<{ heads: number }>(KERNELS.storeKeysValues, ({ qkv, positions, rotary }, { heads }, gpu) => {
    const tokens = qkv.shape[0];
    const width = qkv.shape[1] / 3;
    const cache = newTensor(gpu, [tokens, 2 * width]);
    const tensors = { qkv, positions, rotary, cache };
    const workgroups = [groups(tokens * heads, 64), 1, 1] as const;
    dispatch(gpu, storeKeysValuesProgram(width / heads), tensors, { tokens, heads }, workgroups);
    return cache;
  }),

  webgpuKernel<DecodeAttrs>(KERNELS.decodeAttention, (inputs, attrs, gpu) =>
    decodeAttention(gpu, inputs, attrs, isSoftwareAdapter(gpu) ? 1 : SPLITS),
  ),

  webgpuKernel<{ offset: number; vocabulary: number; width: number }>(
    KERNELS.logits,
    ({ hidden, values }, { offset, vocabulary, width }, gpu) => {
      const shape = { offset, rows: hidden.shape[0], columns: vocabulary, depth: width };
      return multiplyTransposed(gpu, { x: hidden, values }, shape);
    },
  ),

  webgpuKernel<{ temperature: number }>(
    KERNELS.sampleTokens,
    ({ logits, uniforms }, { temperature }, gpu) => {
      const [rows, vocabulary] = logits.shape;
      const tokens = newTensor(gpu, [rows], 'int32');
      const logp = newTensor(gpu, [rows]);
      const workgroups = [groups(rows, 32), 1, 1] as const;
      const tensors = { logits, uniforms, tokens, logp };
      dispatch(gpu, sampleTokensProgram, tensors, { rows, vocabulary, temperature }, workgroups);
      return [tokens, logp];
    },
  ),
];

/** out [active, width]; writes the new keys and values into `generated`. */
export function decodeAttention(
  gpu: unknown,
  { qkv, prompt, generated, rows, rotary }: Record<string, TensorInfo>,
  { heads, step, maxNewTokens }: DecodeAttrs,
  splits: number,
): TensorInfo {
  const active = qkv.shape[0];
  const width = qkv.shape[1] / 3;
  const headDim = width / heads;
  const out = newTensor(gpu, [active, width]);
  dispatch(
    gpu,
    decodeAttentionProgram(headDim, splits),
    { qkv, prompts: prompt, generated, rows, rotary, out },
    { responses: active, heads, step, maxNewTokens, scale: 1 / Math.sqrt(headDim) },
    [groups(active * heads, DECODE_THREADS / splits), 1, 1],
  );
  return out;
}
