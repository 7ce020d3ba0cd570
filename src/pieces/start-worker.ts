/** A worker of the page. */
export interface PieceWorker {
  post(message: unknown): void;
  end(): void;
}

/**
 * Starts a worker, and once more if its code did not arrive: it ended before its first word, and is told again what it was
 * told before.
 *
 * @param create makes it; the bundler wants to see the worker's address there
 * @param onLost hears once that it has ended by itself, with the engine's words where there are any
 */
export function startWorker<Event>(
  create: () => Worker,
  onMessage: (event: Event) => void,
  onLost: (reason: string) => void,
): PieceWorker {
  let told: unknown[] | null = [];
  let tries = 0;
  let worker: Worker;
  const start = () => {
    tries += 1;
    const mine = create();
    worker = mine;
    mine.addEventListener('message', ({ data }: MessageEvent<Event>) => {
      told = null;
      onMessage(data);
    });
    const lost = (event: globalThis.Event) => {
      if (worker !== mine) return;
      mine.terminate();
      if (told && tries === 1) start();
      else onLost(event instanceof ErrorEvent ? event.message : '');
    };
    mine.addEventListener('error', lost);
    mine.addEventListener('messageerror', lost);
    for (const message of told ?? []) mine.postMessage(message);
  };
  start();
  return {
    post(message) {
      told?.push(message);
      worker.postMessage(message);
    },
    end: () => worker.terminate(),
  };
}
