import type { KernelConfig } from '@tensorflow/tfjs-core';
import { address, copyInHeap, output, rowsOf, runWasm, weightAddress } from '../backend/wasm';
import { wasmKernel } from '../backend/wasm-kernel';
import { KERNELS } from '../kernel-names';
import { rowsTimes } from '../linear/linear.wasm';

interface CopyAttrs {
  readonly copies: readonly (readonly [from: number, to: number])[];
  readonly tokens: number;
  readonly maxNewTokens: number;
}

/** Tokens: how much work a response's attention is, roughly, before its prompt is looked at. */
const TYPICAL_PROMPT = 100;

export const decodeWasm: KernelConfig[] = [
  wasmKernel(KERNELS.storeKeysValues, ({ qkv, positions, rotary }, { heads }: { heads: number }) => {
    const tokens = qkv.shape[0];
    const width = qkv.shape[1] / 3;
    const cache = output([tokens, 2 * width]);
    runWasm('storeKeysValues', {
      ...rowsOf(tokens, 8 * width),
      part: (first, last) => [
        address(qkv) + 4 * first * 3 * width,
        address(rotary),
        address(positions) + 4 * first,
        address(cache) + 4 * first * 2 * width,
        last - first,
        heads,
        width,
      ],
    });
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
      runWasm('decodeAttention', {
        ...rowsOf(active, 4 * (Math.min(prompt.shape[0], TYPICAL_PROMPT) + step) * width),
        // A prompt cannot be longer than the whole prompt cache.
        scratch: width / heads + prompt.shape[0] + maxNewTokens + 8,
        part: (first, last, scratch) => [
          address(qkv) + 4 * first * 3 * width,
          address(prompt),
          address(generated),
          address(rows) + 4 * first * 8,
          address(rotary),
          address(out) + 4 * first * width,
          last - first,
          heads,
          width,
          step,
          maxNewTokens,
          scratch,
        ],
      });
      return out;
    },
  ),
  wasmKernel(KERNELS.copyKeysValues, ({ generated }, { copies, tokens, maxNewTokens }: CopyAttrs) => {
    const row = 4 * generated.shape[1];
    const slot = (index: number) => address(generated) + index * maxNewTokens * row;
    for (const [from, to] of copies) {
      copyInHeap(slot(from), slot(to), tokens * row);
    }
    return [];
  }),
  wasmKernel(
    KERNELS.logits,
    (
      { hidden, values },
      { offset, vocabulary, width }: { offset: number; vocabulary: number; width: number },
    ) => {
      return rowsTimes('matmulNT', hidden, weightAddress(values, offset), [width, vocabulary]);
    },
  ),
  wasmKernel(KERNELS.sampleTokens, ({ logits, uniforms }, { temperature }: { temperature: number }) => {
    const [rows, vocabulary] = logits.shape;
    const tokens = output([rows], 'int32');
    const logp = output([rows]);
    runWasm('sampleTokens', {
      // An exponential is about twenty operations.
      ...rowsOf(rows, 40 * vocabulary),
      part: (first, last) => [
        address(logits) + 4 * first * vocabulary,
        address(uniforms) + 4 * first,
        address(tokens) + 4 * first,
        address(logp) + 4 * first,
        last - first,
        vocabulary,
        temperature,
      ],
    });
    return [tokens, logp];
  }),
];
