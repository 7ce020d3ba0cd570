import { type Tensor, type Tensor1D, type Tensor2D, zeros } from '@tensorflow/tfjs-core';
import { KERNELS, runKernel, runKernels } from '../kernel-names';
import type { Weight } from '../parameters';

/**
 * Decoding with a key/value cache. Fused backends only: the reference of generation is full recomputation
 * (model/generate.reference.ts).
 */

/** Keys (rotated) and values of one layer: the prompts' shared by their groups, and a slot per response. */
export interface LayerCache {
  /** [prompt tokens, 2 * width]: rotated keys, values. */
  readonly prompt: Tensor2D;
  /** [responses * maxNewTokens, 2 * width], written in place as tokens come. */
  readonly generated: Tensor2D;
}

/** The prompt part of a layer's cache from the prefill's projections qkv [tokens, 3 * width]. */
export function promptKeysValues(
  qkv: Tensor2D,
  positions: Tensor1D,
  heads: number,
  rotary: Tensor2D,
): Tensor2D {
  return runKernel(KERNELS.storeKeysValues, { qkv, positions, rotary }, { heads }) as Tensor2D;
}

export function emptyCache(responses: number, maxNewTokens: number, width: number): Tensor2D {
  return zeros([responses * maxNewTokens, 2 * width]);
}

/**
 * Attention of one new token per active response: stores its rotated key and its value in the cache (in place), then
 * attends to its prompt and to what it generated before.
 *
 * @param qkv [active, 3 * width]
 * @param rows int32 [active, 4] per active response: slot (its index in the cache), prompt first token, prompt last
 *   (exclusive), rotary position
 * @param step index of this token in the response, 0-based; the same for all
 * @returns [active, width]
 */
export function decodeAttention(
  qkv: Tensor2D,
  cache: LayerCache,
  rows: Tensor2D,
  rotary: Tensor2D,
  attrs: { heads: number; step: number; maxNewTokens: number },
): Tensor2D {
  return runKernel(
    KERNELS.decodeAttention,
    { qkv, prompt: cache.prompt, generated: cache.generated, rows, rotary },
    attrs,
  ) as Tensor2D;
}

/** h E^T: [rows, vocabulary] from [rows, width] and the tied table [vocabulary, width]. */
export function logits(hidden: Tensor2D, table: Weight): Tensor2D {
  const attrs = { offset: table.offset, vocabulary: table.shape[0], width: table.shape[1] };
  return runKernel(KERNELS.logits, { hidden, values: table.buffers.values }, attrs) as Tensor2D;
}

/**
 * Draws one token per row by inverting the cumulative softmax at the given uniforms.
 *
 * @param temperature 0: greedy (first of the largest)
 * @param uniforms [rows] in [0, 1)
 * @returns tokens int32 [rows] and their log-probabilities [rows] at temperature 1
 */
export function sampleTokens(
  logitsIn: Tensor2D,
  uniforms: Tensor1D,
  temperature: number,
): { tokens: Tensor1D; logp: Tensor1D } {
  const [tokens, logp] = runKernels(
    KERNELS.sampleTokens,
    { logits: logitsIn as Tensor, uniforms },
    { temperature },
  );
  return { tokens: tokens as Tensor1D, logp: logp as Tensor1D };
}
