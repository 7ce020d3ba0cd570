import type { StageRecord } from '../record/run-record';
import type { ExperimentData } from './dataset';

/** What a stage gives: its record, and the model after it. */
export interface StageResult {
  readonly record: StageRecord;
  readonly values: Float32Array;
}

/** Results that several methods share: a stage depends on the stages before it and on the seed, not on the method. */
export interface StageCache {
  readonly data: Map<string, ExperimentData>;
  readonly stages: Map<string, StageResult>;
}

export function emptyCache(): StageCache {
  return { data: new Map(), stages: new Map() };
}
