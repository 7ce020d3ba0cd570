import { datasetLines } from '../experiment/export/export-dataset';
import type { ExperimentConfig } from '../experiment/plan/config';
import { experimentData } from '../experiment/run/dataset';
import { taskOf } from '../tasks/registry';
import { sentence } from './sentence';

/** Draws one split of an experiment's data and sends it as JSON lines. */
export interface DatasetRequest {
  readonly config: ExperimentConfig;
  readonly split: DatasetSplit;
  /** Side of the pictures, pixels; null for none. */
  readonly imageSize: number | null;
}

/** The parts of an experiment's data (experiment/dataset.ts). */
export type DatasetSplit = 'cot' | 'pool' | 'evaluation';

export type DatasetEvent =
  | { readonly kind: 'lines'; readonly text: string; readonly fraction: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

/** Lines in one message. */
const LINES = 24;

async function make({ config, split, imageSize }: DatasetRequest): Promise<void> {
  const task = taskOf(config.dataset.kind);
  const examples = experimentData(config)[split].map((example) => task.view(example));
  let text = '';
  let done = 0;
  for await (const line of datasetLines(examples, imageSize)) {
    text += line;
    done++;
    if (done % LINES === 0 || done === examples.length) {
      tell({ kind: 'lines', text, fraction: done / examples.length });
      text = '';
    }
  }
  tell({ kind: 'done' });
}

const tell = (event: DatasetEvent) => self.postMessage(event);

self.addEventListener('message', ({ data }: MessageEvent<DatasetRequest>) => {
  make(data).catch((error: unknown) =>
    tell({ kind: 'failed', message: sentence(error, 'The data could not be made') }),
  );
});
