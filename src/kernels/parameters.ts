import type { Tensor1D } from '@tensorflow/tfjs-core';

/**
 * All parameters of a model in one flat buffer, and their gradients in a second one of the same length, so that AdamW
 * and gradient clipping are one dispatch each. Fused backward kernels ADD into `grads` in place (like llm.c); the
 * reference path replaces `grads` as a whole.
 */
export interface ParameterBuffers {
  values: Tensor1D;
  grads: Tensor1D;
}

/** A matrix or vector inside {@link ParameterBuffers}. */
export interface Weight {
  readonly buffers: ParameterBuffers;
  /** First element in the flat buffer; a multiple of 64 (256 bytes). */
  readonly offset: number;
  /** [rows, columns] of a matrix (inputs x outputs), [length] of a vector. */
  readonly shape: readonly number[];
  /** False: backward passes skip this weight's gradient. */
  readonly trainable: boolean;
}
