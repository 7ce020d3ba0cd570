import { rename, writeFile } from 'node:fs/promises';
import { parentPort } from 'node:worker_threads';
import { source } from './source.mjs';

const { picturePng } = await source('experiment/export/export-dataset.ts');
const { taskOfView } = await source('tasks/registry.ts');

// A thread of dataset-folder.mjs: a picture of an example becomes a file, which is there only once it is whole.
parentPort?.on('message', async ({ view, reference, size, path }) => {
  const line = taskOfView(view).datasetLine(view);
  const drawn =
    reference === null
      ? line
      : line.policyPictures.find((/** @type {any} */ one) => one.reference === reference);
  await writeFile(`${path}.part`, await picturePng(drawn.draw, size));
  await rename(`${path}.part`, path);
  parentPort?.postMessage('done');
});
