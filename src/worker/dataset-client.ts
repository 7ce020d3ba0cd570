import type { DatasetEvent, DatasetRequest } from './dataset.worker';

export type { DatasetRequest } from './dataset.worker';

export interface DatasetJob {
  /** The file, or why there is none, as an Error with a sentence; never settles after a cancel. */
  readonly file: Promise<Blob>;
  cancel(): void;
}

/** Makes a file of JSON lines in a worker of its own: pictures take some 65 ms each. */
export function makeDataset(request: DatasetRequest, onProgress: (fraction: number) => void): DatasetJob {
  const worker = new Worker(new URL('./dataset.worker.ts', import.meta.url), { type: 'module' });
  const file = new Promise<Blob>((resolve, reject) => {
    const parts: Blob[] = [];
    const fail = (message: string) => {
      worker.terminate();
      reject(new Error(message));
    };
    worker.addEventListener('error', () =>
      fail('The data could not be made: its worker stopped. Try again.'),
    );
    worker.addEventListener('message', ({ data }: MessageEvent<DatasetEvent>) => {
      switch (data.kind) {
        case 'lines':
          // Blobs: the browser may keep them on disk.
          parts.push(new Blob([data.text]));
          return onProgress(data.fraction);
        case 'done':
          worker.terminate();
          return resolve(new Blob(parts));
        case 'failed':
          return fail(data.message);
      }
    });
  });
  worker.postMessage(request);
  return { file, cancel: () => worker.terminate() };
}
