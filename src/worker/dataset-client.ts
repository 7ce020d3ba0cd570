import { type PieceWorker, startWorker } from '../pieces/start-worker';
import type { DatasetEvent, DatasetRequest } from './dataset.worker';

export type { DatasetRequest } from './dataset.worker';

export interface DatasetJob {
  /** The file, or why there is none, as an Error with a sentence; never settles after a cancel. */
  readonly file: Promise<Blob>;
  cancel(): void;
}

/** Makes a file of JSON lines in a worker of its own: pictures take some 65 ms each. */
export function makeDataset(request: DatasetRequest, onProgress: (fraction: number) => void): DatasetJob {
  let worker: PieceWorker | null = null;
  const file = new Promise<Blob>((resolve, reject) => {
    const parts: Blob[] = [];
    const fail = (message: string) => {
      worker?.end();
      reject(new Error(message));
    };
    const hear = (event: DatasetEvent) => {
      switch (event.kind) {
        case 'lines':
          // Blobs: the browser may keep them on disk.
          parts.push(new Blob([event.text]));
          return onProgress(event.fraction);
        case 'done':
          worker?.end();
          return resolve(new Blob(parts));
        case 'failed':
          return fail(event.message);
      }
    };
    worker = startWorker(
      () => new Worker(new URL('./dataset.worker.ts', import.meta.url), { type: 'module' }),
      hear,
      () => fail('The data could not be made: its worker stopped or did not arrive. Try again.'),
    );
    worker.post(request);
  });
  return { file, cancel: () => worker?.end() };
}
