import { type Tensor, type Tensor1D, type Tensor2D, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { KERNELS, runInPlace, runKernel, runKernels } from '../kernel-names';
import type { Weight } from '../parameters';

/**
 * Decoding with a key/value cache. Fused backends only: the reference of generation is full recomputation
 * (model/generate.reference.ts).
 */

/**
 * Keys (rotated) and values of one layer: the prompts' shared by their groups, those of an opening by all prompts that begin with it,
 * and a slot per response.
 */
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

/** Where a row of decoding finds its keys; tokens of {@link LayerCache.prompt}, the last ones exclusive. */
export interface DecodeRow {
  /** Its place among the generated keys. */
  readonly slot: number;
  /** Rotary position. */
  readonly position: number;
  /** The prompt's opening, run once for several prompts; empty for a prompt in one piece. */
  readonly opening: readonly [first: number, last: number];
  readonly prompt: readonly [first: number, last: number];
}

/** int32 [rows, 8]: slot, position, opening first and last, prompt first and last, and twice nothing (GPUs read fours). */
export function decodeRows(rows: readonly DecodeRow[]): Tensor2D {
  const values = rows.flatMap(({ slot, position, opening, prompt }) => [
    slot,
    position,
    ...opening,
    ...prompt,
    0,
    0,
  ]);
  return tensor2d(values, [rows.length, 8], 'int32');
}

/**
 * Gives slots of a cache what others have generated so far, in place: where responses that were alike part. wasm only, where the host
 * sees every token before the next.
 *
 * @param copies pairs of slots, from and to
 * @param tokens how many each has generated
 */
export function copyKeysValues(
  { generated }: LayerCache,
  copies: readonly (readonly [from: number, to: number])[],
  tokens: number,
  maxNewTokens: number,
): void {
  runInPlace(KERNELS.copyKeysValues, { generated }, { copies, tokens, maxNewTokens });
}

/**
 * Attention of one new token per active response: stores its rotated key and its value in the cache (in place), then
 * attends to its prompt and to what it generated before.
 *
 * @param qkv [active, 3 * width]
 * @param rows int32 [active, 8], see {@link decodeRows}
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
