import { startWorker } from '../pieces/start-worker';
import type { Command, TrainerEvent } from './protocol';

/** The page's end of the line to the trainer. */
export interface TrainerClient {
  send(command: Command): void;
  /** Calls the listener with every event from now on; returns the way to stop. */
  subscribe(listener: (event: TrainerEvent) => void): () => void;
  /** Ends the trainer at once; whatever it held in memory is gone. */
  close(): void;
}

/** Starts the trainer in a worker of its own. Errors that the trainer could not report itself arrive as `failed`. */
export function connectTrainer(): TrainerClient {
  // A worker knows its own address, which the bundler chose, but not the page's, beside which the models are.
  const name = new URL('.', document.baseURI).href;
  const listeners = new Set<(event: TrainerEvent) => void>();
  const emit = (event: TrainerEvent) => {
    for (const listener of listeners) listener(event);
  };
  const worker = startWorker<TrainerEvent>(
    () => new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module', name }),
    emit,
    () =>
      emit({
        kind: 'failed',
        run: null,
        message:
          'The trainer stopped unexpectedly, or its code did not arrive. What is on the page is kept; restart the trainer to go on.',
      }),
  );
  return {
    send: (command) => worker.post(command),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      worker.end();
    },
  };
}
