import type { WordBatch } from './shape';

/** One implementation of the training step. */
export interface Trainer {
  /** One update on a batch, uploaded for it; resolves when the device has finished it. Returns nats per token. */
  step(batch: WordBatch): Promise<number>;
  dispose(): void;
}

/** The same for all: Adam's usual constants, so that a step moves the weights alike. */
export const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.98, epsilon: 1e-8 } as const;
