/** What the engine is at, for whoever measures a whole run (bench/run.ts). Nobody else listens, and then nothing is done. */
export type Work = 'prefill' | 'decode' | 'forward' | 'backward' | 'AdamW' | 'log-probabilities';

export interface WorkListener {
  readonly begins: (work: Work) => void;
  /** The latest that has begun and not ended. */
  readonly ends: () => void;
}

let listener: WorkListener | null = null;

export function listenToWork(to: WorkListener | null): void {
  listener = to;
}

/** Runs a piece of work, without a wait in it; pieces may lie inside one another. */
export function doing<T>(work: Work, run: () => T): T {
  if (!listener) {
    return run();
  }
  listener.begins(work);
  try {
    return run();
  } finally {
    listener?.ends();
  }
}
