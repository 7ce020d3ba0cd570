import { type Tensor1D, zeros } from '@tensorflow/tfjs-core';

/** What an element of the flat buffer gets from AdamW. */
export const FROZEN = 0;
export const TRAINED = 1;
export const TRAINED_WITH_DECAY = 2;

export interface AdamWOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Gradients are scaled down to this global 2-norm (over trained elements). */
  readonly clipNorm: number;
}

/** First and second moments beside the parameters; lengths equal. */
export interface AdamWState {
  m: Tensor1D;
  v: Tensor1D;
  /** Updates done. */
  step: number;
}

export function adamWState(length: number): AdamWState {
  return { m: zeros([length]) as Tensor1D, v: zeros([length]) as Tensor1D, step: 0 };
}
