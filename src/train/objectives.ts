/** The objective's constants (method 2.2). */
export interface PolicyLossOptions {
  /** Lower and upper clip of the ratio: 1 - low, 1 + high. */
  readonly clipLow: number;
  readonly clipHigh: number;
  /** Dual clip: for A < 0 the loss is at most -c A (Ye et al., 2020). */
  readonly dualClip: number;
  /** Weight of KL(pi || reference); 0 for none. */
  readonly klBeta: number;
}

/** GRPO with EasyR1's asymmetric clip (method 2.2). */
export const GRPO: PolicyLossOptions = { clipLow: 0.2, clipHigh: 0.3, dualClip: 3, klBeta: 0.01 };
