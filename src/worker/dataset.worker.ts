import { datasetLines, datasetRows, forgettingRows } from '../experiment/export/export-dataset';
import type { ExperimentConfig } from '../experiment/plan/config';
import { type ExportSplit, exportSize, exportViews } from '../experiment/run/export-splits';
import { sentence } from './sentence';

/** Draws one split of an experiment's data and sends it as JSON lines. */
export interface DatasetRequest {
  readonly config: ExperimentConfig;
  readonly split: ExportSplit;
  /** Side of the pictures, pixels; null for none. */
  readonly imageSize: number | null;
}

export type DatasetEvent =
  | { readonly kind: 'lines'; readonly text: string; readonly fraction: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

/** Lines in one message. */
const LINES = 24;

async function make({ config, split, imageSize }: DatasetRequest): Promise<void> {
  const views = exportViews(config, split);
  const rows = split === 'forgetting' ? forgettingRows(views, config.seed) : datasetRows(views);
  const total = exportSize(config, split);
  let text = '';
  let done = 0;
  for await (const line of datasetLines(rows, imageSize)) {
    text += line;
    done++;
    if (done % LINES === 0) {
      tell({ kind: 'lines', text, fraction: done / total });
      text = '';
    }
  }
  tell({ kind: 'lines', text, fraction: 1 });
  tell({ kind: 'done' });
}

const tell = (event: DatasetEvent) => self.postMessage(event);

self.addEventListener('message', ({ data }: MessageEvent<DatasetRequest>) => {
  make(data).catch((error: unknown) =>
    tell({ kind: 'failed', message: sentence(error, 'The data could not be made') }),
  );
});
