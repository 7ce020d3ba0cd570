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
  const worker = new Worker(new URL('./trainer.worker.ts', import.meta.url), { type: 'module', name });
  const listeners = new Set<(event: TrainerEvent) => void>();
  const emit = (event: TrainerEvent) => {
    for (const listener of listeners) listener(event);
  };
  worker.addEventListener('message', (message: MessageEvent<TrainerEvent>) => emit(message.data));
  worker.addEventListener('error', (error) => {
    const reason = error.message ? ` (${error.message})` : '';
    emit({
      kind: 'failed',
      run: null,
      message: `The trainer stopped unexpectedly${reason}. What is on the page is kept; restart the trainer to go on.`,
    });
  });
  worker.addEventListener('messageerror', () => {
    emit({
      kind: 'failed',
      run: null,
      message:
        'A message of the trainer could not be read. What is on the page is kept; restart the trainer.',
    });
  });
  return {
    send: (command) => worker.postMessage(command),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      listeners.clear();
      worker.terminate();
    },
  };
}
