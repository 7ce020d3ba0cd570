import type { StageName } from '../plan/methods';

/** What there is to know of a stage that may go wrong. */
export interface WatchedStage {
  readonly name: StageName;
  readonly learningRate: number;
  /** The preset's; what is far above it is the likely cause. */
  readonly usualLearningRate: number;
  /** Sequences of an update; of a supervised stage. */
  readonly batch?: number;
}
