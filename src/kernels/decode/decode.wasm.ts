import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, output, scratch, wasmKernels } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import { weightAddress } from '../linear/linear.wasm';

export const decodeWasm: KernelConfig[] = [
  wasmKernel(KERNELS.storeKeysValues, ({ qkv, positions, rotary }, { heads }: { heads: number }) => {
    const tokens = qkv.shape[0];
    const width = qkv.shape[1] / 3;
    const cache = output([tokens, 2 * width]);
    wasmKernels().storeKeysValues(
      address(qkv),
      address(rotary),
      address(positions),
      address(cache),
      tokens,
      heads,
      width,
    );
    return cache;
  }),
  wasmKernel(
    KERNELS.decodeAttention,
    (
      { qkv, prompt, generated, rows, rotary },
      { heads, step, maxNewTokens }: { heads: number; step: number; maxNewTokens: number },
    ) => {
      const active = qkv.shape[0];
      const width = qkv.shape[1] / 3;
      const out = output([active, width]);
      wasmKernels().decodeAttention(
        address(qkv),
        address(prompt),
        address(generated),
        address(rows),
        address(rotary),
        address(out),
        active,
        heads,
        width,
        step,
        maxNewTokens,
        // A prompt cannot be longer than the whole prompt cache.
        scratch(width / heads + prompt.shape[0] + maxNewTokens + 8),
      );
      return out;
    },
  ),
  wasmKernel(
    KERNELS.logits,
    (
      { hidden, values },
      { offset, vocabulary, width }: { offset: number; vocabulary: number; width: number },
    ) => {
      const rows = hidden.shape[0];
      const logits = output([rows, vocabulary]);
      wasmKernels().matmulNT(
        address(hidden),
        weightAddress(values, offset),
        address(logits),
        rows,
        width,
        vocabulary,
        0,
        scratch(vocabulary * width),
      );
      return logits;
    },
  ),
  wasmKernel(KERNELS.sampleTokens, ({ logits, uniforms }, { temperature }: { temperature: number }) => {
    const [rows, vocabulary] = logits.shape;
    const tokens = output([rows], 'int32');
    const logp = output([rows]);
    wasmKernels().sampleTokens(
      address(logits),
      address(uniforms),
      address(tokens),
      address(logp),
      rows,
      vocabulary,
      temperature,
    );
    return [tokens, logp];
  }),
];
